package io.parley.chat;

import io.parley.completion.Completions;
import io.parley.guard.Confidential;
import io.parley.guard.GuardConfig;
import io.parley.guard.InputGuard;
import io.parley.guard.Known;
import io.parley.guard.OutputGuard;
import io.parley.guard.sensitive.SensitiveText;
import io.parley.handoff.Redaction;
import jakarta.inject.Singleton;
import java.util.Set;

/** The guard on both sides of the model, for one invocation at a time. */
@Singleton
class Guard implements Redaction {
    private final InputGuard input;
    private final OutputGuard output;
    private final Completions completions;
    private final Confidential confidential;
    private final Set<SensitiveText.Kind> notInTickets;
    private final Set<SensitiveText.Kind> notInLogs;

    Guard(InputGuard input, OutputGuard output, Completions completions, GuardConfig config) {
        this.input = input;
        this.output = output;
        this.completions = completions;
        this.confidential = new Confidential(completions.rules(), completions.canary());
        this.notInTickets = config.redactTickets();
        this.notInLogs = config.redactLogs();
    }

    /** Looks at the text as it was sent: what the message has been freed of is a suspicion too. */
    void inspect(Invocation in) {
        String asSent = in.body.get("text").textValue();
        in.suspect = input.inspect(asSent, in.message.context().values());
    }

    /** Whether an answer may be shown, fresh or stored. */
    OutputGuard.Verdict check(Invocation in, String answer) {
        Known known = in.known(completions.texts(in.message.site()));
        OutputGuard.Verdict verdict = output.check(answer, confidential, in.message.site(), known, in.message.text());
        in.found = verdict.reason();
        return verdict;
    }

    @Override
    public String forDesks(String text) {
        return SensitiveText.redacted(text, notInTickets);
    }

    @Override
    public String forReview(String text) {
        return SensitiveText.redacted(text, notInLogs);
    }
}
