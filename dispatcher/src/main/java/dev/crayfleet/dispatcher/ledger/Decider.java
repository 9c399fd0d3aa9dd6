package dev.crayfleet.dispatcher.ledger;

import java.time.Instant;
import java.util.List;

/**
 * Decides what follows from an input, and assigns waiting tasks to free slots. The only way in:
 * {@link #handle} decides, applies to the ledger, and gives back all that is to be written in the
 * same transaction.
 */
public final class Decider {
    private final Rules rules;
    private final TaskMessageDecider taskMessages;
    private final ReplayDecider replays;
    private final RunMessageDecider runMessages;
    private final TimerDecider timers;
    private final ClaimAssigner claims;

    public Decider(Rules rules) {
        this.rules = rules;
        TaskCompletion completion = new TaskCompletion(rules.retries());
        this.replays = new ReplayDecider();
        this.taskMessages = new TaskMessageDecider(rules, new CancelDecider(completion), replays);
        this.runMessages = new RunMessageDecider(rules, completion);
        this.timers = new TimerDecider(rules, completion);
        this.claims = new ClaimAssigner(rules.leases().lease());
    }

    public Rules rules() {
        return rules;
    }

    /**
     * Decides, and changes the ledger accordingly. An exception leaves the ledger as it was, unless
     * it comes from the assignment of claims, whose steps are applied one by one.
     *
     * @param now the time, by which everything is judged
     */
    public Decision handle(Ledger ledger, Input input, Instant now) {
        Decision decision = decide(ledger, input, now);
        decision.entries().forEach(ledger::apply);
        Decision halted = OrderDecider.haltIfQuiet(ledger, now);
        halted.entries().forEach(ledger::apply);
        Decision complete =
                decision.then(halted)
                        .then(claims.assign(ledger, now))
                        .withEntries(ledger.takeChangedTotals());
        List<LedgerEntry> surplus = ledger.surplus(now);
        surplus.forEach(ledger::apply);
        return complete.withEntries(surplus);
    }

    private Decision decide(Ledger ledger, Input input, Instant now) {
        return switch (input) {
            case Input.TaskRecord task -> taskMessages.decide(ledger, task, now);
            case Input.RunRecord run -> runMessages.decide(ledger, run, now);
            case Input.ReplaySourceFound found -> replays.sourceFound(ledger, found, now);
            case Input.ReplaySourceMissing missing -> replays.sourceMissing(ledger, missing);
            case Input.Tick tick -> timers.decide(ledger, now);
        };
    }
}
