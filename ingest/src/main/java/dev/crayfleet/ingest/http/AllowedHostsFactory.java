package dev.crayfleet.ingest.http;

import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.stage.AllowedHosts;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Tells the guard of all stages which hosts this one allows. */
@Factory
@RequiresIngest
final class AllowedHostsFactory {
    @Singleton
    AllowedHosts allowedHosts(IngestConfig settings) {
        return new AllowedHosts(settings.allowedHosts());
    }
}
