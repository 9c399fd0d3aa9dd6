package dev.crayfleet.kafka.rights;

import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * One right in Kafka. {@code READ} and {@code WRITE} have {@code DESCRIBE} in them.
 *
 * @param resource by its name, or the beginning of it
 * @param purpose what it is for
 */
public record KafkaRight(ResourcePattern resource, AclOperation operation, String purpose) {
    private static final String ANY_HOST = "*";

    /**
     * As Kafka keeps it.
     *
     * @param principal {@code User:crayfleet-ingest}
     */
    public AclBinding grantedTo(String principal) {
        return new AclBinding(
                resource,
                new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW));
    }

    /** {@code topic crayfleet.tasks}, {@code topic crayfleet-dispatcher-*}, {@code cluster}. */
    public String resourceInWords() {
        return switch (resource.resourceType()) {
            case CLUSTER -> "cluster";
            case TRANSACTIONAL_ID -> "transactional id " + name();
            default -> type() + " " + name();
        };
    }

    /** {@code topic}, {@code group}, {@code transactional-id} or {@code cluster}. */
    public String type() {
        return resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its name, or the beginning of it where {@link #isPrefix}. */
    public String resourceName() {
        return resource.name();
    }

    public boolean isPrefix() {
        return resource.patternType() == PatternType.PREFIXED;
    }

    /** {@code read}, {@code describe-configs}. */
    public String operationWord() {
        return operation.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String name() {
        return resource.name() + (isPrefix() ? "*" : "");
    }
}
