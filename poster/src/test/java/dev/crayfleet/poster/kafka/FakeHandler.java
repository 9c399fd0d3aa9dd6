package dev.crayfleet.poster.kafka;

import dev.crayfleet.poster.discord.InDoubtWindow;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Keeps what it is given, and answers as a test says. */
final class FakeHandler implements RecordHandler {
    final List<Handled> handled = new CopyOnWriteArrayList<>();
    final List<String> givenUp = new CopyOnWriteArrayList<>();
    volatile CountDownLatch blocked = new CountDownLatch(0);
    volatile boolean ready = true;
    volatile boolean waiting;
    volatile LongFunction<HandlingResult> resultOf = offset -> HandlingResult.DONE;
    private final LongSupplier committedOffset;

    FakeHandler(LongSupplier committedOffset) {
        this.committedOffset = committedOffset;
    }

    /**
     * A record that was handled.
     *
     * @param committedOffset at that moment
     */
    record Handled(long offset, InDoubtWindow inDoubt, long committedOffset) {}

    @Override
    public HandlingResult handle(ConsumerRecord<byte[], byte[]> record, InDoubtWindow inDoubt)
            throws InterruptedException {
        handled.add(new Handled(record.offset(), inDoubt, committedOffset.getAsLong()));
        blocked.await();
        return resultOf.apply(record.offset());
    }

    @Override
    public HandlingResult giveUp(
            ConsumerRecord<byte[], byte[]> record, String reason, InDoubtWindow inDoubt) {
        givenUp.add(record.offset() + " " + reason);
        return HandlingResult.DONE;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public boolean isWaiting() {
        return waiting;
    }

    @Override
    public void stop() {}

    List<InDoubtWindow> inDoubt() {
        return handled.stream().map(Handled::inDoubt).toList();
    }
}
