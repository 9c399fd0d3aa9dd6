package dev.crayfleet.broker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/**
 * The user who may do everything in a broker that checks who asks: clients log in with SCRAM, and
 * may do what ACLs allow. The broker itself is this user, too.
 *
 * <p>What is to be known of such a broker:
 *
 * <ul>
 *   <li>The first user has to be there before anybody can log in, so it is written when the folder
 *       is formatted. Over a folder that is formatted already another password has no effect, and
 *       the broker does not start, because it cannot log in to itself.
 *   <li>Controllers do not know users by SCRAM until they have read their log, for which they have
 *       to log in to each other. Their listener has PLAIN, whose users stand in its configuration.
 *   <li>The broker logs in to itself over the clients' listener, to end transactions above all. If
 *       it is no super user, transactions never end, and nothing says why.
 *   <li>A user that was made, or an ACL, is known to the broker some milliseconds after the
 *       controller has confirmed it.
 *   <li>A client that does not log in is not answered at all: it tries until its time is over.
 * </ul>
 *
 * @param name letters, digits, {@code -} and {@code _}
 * @param password the same
 */
public record SuperUser(String name, String password) {
    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final String SCRAM = "SCRAM-SHA-512";

    /**
     * @throws IllegalArgumentException if one of them has other characters
     */
    public SuperUser {
        if (!PLAIN_WORD.matcher(name).matches() || !PLAIN_WORD.matcher(password).matches()) {
            throw new IllegalArgumentException(
                    "a super user has letters, digits, - and _ in name and password");
        }
    }

    /** Settings of a client that is this user. */
    public Map<String, String> client() {
        return Map.of(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                "SASL_PLAINTEXT",
                SaslConfigs.SASL_MECHANISM,
                SCRAM,
                SaslConfigs.SASL_JAAS_CONFIG,
                login(ScramLoginModule.class));
    }

    /** Settings of a client of the controller. */
    Map<String, Object> controllerClient() {
        Map<String, Object> settings = new HashMap<>(client());
        settings.put(SaslConfigs.SASL_MECHANISM, "PLAIN");
        settings.put(SaslConfigs.SASL_JAAS_CONFIG, login(PlainLoginModule.class));
        return settings;
    }

    /** For the formatter. */
    List<String> scramArguments() {
        return List.of("%s=[name=%s,password=%s]".formatted(SCRAM, name, password));
    }

    void addTo(Properties broker) {
        broker.put(
                "listener.security.protocol.map",
                "CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        broker.put("authorizer.class.name", StandardAuthorizer.class.getName());
        broker.put("super.users", "User:" + name);
        broker.put("sasl.enabled.mechanisms", SCRAM);
        broker.put("sasl.mechanism.inter.broker.protocol", SCRAM);
        broker.put(
                "listener.name.client.scram-sha-512.sasl.jaas.config",
                login(ScramLoginModule.class));
        broker.put("sasl.mechanism.controller.protocol", "PLAIN");
        broker.put("listener.name.controller.sasl.enabled.mechanisms", "PLAIN");
        broker.put(
                "listener.name.controller.plain.sasl.jaas.config",
                login(PlainLoginModule.class)
                        .replace(";", " user_%s=\"%s\";".formatted(name, password)));
    }

    private String login(Class<?> module) {
        return "%s required username=\"%s\" password=\"%s\";"
                .formatted(module.getName(), name, password);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SuperUser[name=%s]".formatted(name);
    }
}
