package dev.crayfleet.trial.storm;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sends the hostile inputs while a storm runs, and follows up until each is answered. */
final class HostileInputs implements AutoCloseable {
    private static final int MAX_IN_FLIGHT = 16;
    private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SETTLE_INTERVAL = Duration.ofSeconds(1);

    private final List<HostileDelivery> deliveries;
    private final HostileSender sender;
    private final HostileAudit audit;
    private final DiscordUser discord;
    private final HttpClient http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore permits = new Semaphore(MAX_IN_FLIGHT);
    private final CountDownLatch closed = new CountDownLatch(1);
    private int sent;

    HostileInputs(
            List<HostileDelivery> deliveries,
            HostileSender sender,
            HostileAudit audit,
            DiscordUser discord,
            HttpClient http) {
        this.deliveries = List.copyOf(deliveries);
        this.sender = sender;
        this.audit = audit;
        this.discord = discord;
        this.http = http;
    }

    /**
     * Sends further inputs, without waiting for answers, until this share of all is sent.
     *
     * @param share 0 to 1
     */
    void sendUpTo(double share) throws InterruptedException {
        for (; sent < Math.round(share * deliveries.size()); sent++) {
            HostileDelivery delivery = deliveries.get(sent);
            permits.acquire();
            threads.execute(() -> {
                try {
                    sender.send(delivery);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    permits.release();
                }
            });
        }
    }

    /** Waits until everything is sent or given up; false if the limit is over first. */
    boolean awaitSent(Duration limit) throws InterruptedException {
        boolean all = permits.tryAcquire(MAX_IN_FLIGHT, limit.toMillis(), TimeUnit.MILLISECONDS);
        if (all) {
            permits.release(MAX_IN_FLIGHT);
        }
        return all;
    }

    /**
     * Cancels tasks that no runner will ever take, and reads which messages have been refused. To
     * be called until it returns true.
     *
     * @return whether all inputs have been answered
     */
    boolean settle(URI dispatcher) throws InterruptedException {
        if (audit.isAllAnswered()) {
            return true;
        }
        try {
            for (String task : audit.tasksToCancel()) {
                http.send(
                        HttpRequest.newBuilder(dispatcher.resolve("/tasks/" + task + "/cancel"))
                                .timeout(CANCEL_TIMEOUT)
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding());
            }
            discord.readRefusals(audit::messageRefused);
        } catch (IOException unreachable) {
            // The next call tries again.
        }
        boolean stopped = closed.await(SETTLE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return stopped || audit.isAllAnswered();
    }

    @Override
    public void close() {
        closed.countDown();
        sender.close();
        threads.shutdownNow();
    }
}
