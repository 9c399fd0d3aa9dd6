package dev.crayfleet.dispatcher.http;

import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.config.HttpSettings;
import dev.crayfleet.stage.AllowedHosts;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Tells the guard of all stages which hosts this one allows. */
@Factory
@RequiresDispatcher
final class AllowedHostsFactory {
    @Singleton
    AllowedHosts allowedHosts(HttpSettings settings) {
        return new AllowedHosts(settings.allowedHosts());
    }
}
