package dev.crayfleet.cli.security.kafka;

import dev.crayfleet.kafka.rights.RightsReview;
import java.util.List;

/**
 * Whom a Kafka lets in, and what it lets them do.
 *
 * @param bootstrap where it was asked
 * @param isAnonymous whether it has answered without asking who that is
 * @param isBeyondLoopback whether other machines reach where it was asked
 */
public record KafkaFacts(
        String bootstrap,
        boolean isAnonymous,
        boolean isBeyondLoopback,
        Rights rights,
        Brokers brokers) {
    /** What its ACLs say. */
    public sealed interface Rights {
        /** It checks none: everybody who is let in may do everything. */
        record Unchecked() implements Rights {}

        record Seen(RightsReview review) implements Rights {}

        record NotSeen(String why) implements Rights {}
    }

    /** What the settings of its brokers say. */
    public sealed interface Brokers {
        /**
         * They were shown.
         *
         * @param openListeners addresses beyond loopback where it does not ask who that is
         * @param everyone whether all may do what no ACL is about
         */
        record Seen(List<String> openListeners, Everyone everyone) implements Brokers {
            public Seen {
                openListeners = List.copyOf(openListeners);
            }
        }

        record NotSeen(String why) implements Brokers {}
    }

    /** {@code allow.everyone.if.no.acl.found}. */
    public enum Everyone {
        NO,
        YES,
        /** It is set, and Kafka does not say to what. */
        HIDDEN
    }
}
