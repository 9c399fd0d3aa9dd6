package dev.crayfleet.dispatcher.ledger;

import java.time.Instant;
import java.util.List;

/**
 * Decides what follows from an input, and hands out what waits to who is free. The only way in:
 * {@link #handle} decides, applies to the ledger, and gives back all that is to be written in the
 * same transaction.
 */
public final class Decider {
    private final Rules rules;
    private final TaskMessageDecider submissions;
    private final RunMessageDecider runs;
    private final TimerDecider passage;
    private final ClaimAssigner claims;

    public Decider(Rules rules) {
        this.rules = rules;
        TaskCompletion endings = new TaskCompletion(rules.retries());
        this.submissions = new TaskMessageDecider(rules, endings);
        this.runs = new RunMessageDecider(rules, endings);
        this.passage = new TimerDecider(rules, endings);
        this.claims = new ClaimAssigner(rules.leases().lease());
    }

    public Rules rules() {
        return rules;
    }

    /**
     * Decides, and changes the ledger accordingly. An exception leaves the ledger as it was, unless
     * it comes from the hand-out of claims, whose steps are applied one by one.
     *
     * @param now the time, by which everything is judged
     */
    public Decision handle(Ledger ledger, Input input, Instant now) {
        Decision decision = decide(ledger, input, now);
        decision.entries().forEach(ledger::apply);
        Decision whole = decision.then(claims.handOut(ledger, now)).also(ledger.recount());
        List<LedgerEntry> surplus = ledger.surplus(now);
        surplus.forEach(ledger::apply);
        return whole.also(surplus);
    }

    private Decision decide(Ledger ledger, Input input, Instant now) {
        return switch (input) {
            case Input.Task task -> submissions.decide(ledger, task, now);
            case Input.Run run -> runs.decide(ledger, run, now);
            case Input.Original found -> submissions.original(ledger, found, now);
            case Input.OriginalGone gone -> submissions.originalGone(ledger, gone);
            case Input.Tick tick -> passage.decide(ledger, now);
        };
    }
}
