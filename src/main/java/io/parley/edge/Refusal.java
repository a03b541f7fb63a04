package io.parley.edge;

/** Ends an invocation with a {@link Problem}. It carries no stack trace: a refusal is an expected answer, and cheap. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public Refusal(Problem problem) {
        super(problem.name(), null, false, false);
        this.problem = problem;
    }

    /** What a function that needs the state answers when it fails: that this cannot be reached, unless the failure is a fault of our own. */
    public static Throwable ofState(Throwable failure) {
        boolean own = failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException
                || failure instanceof NullPointerException
                || failure instanceof ClassCastException
                || failure instanceof IndexOutOfBoundsException;
        return own || failure instanceof Refusal ? failure : new Refusal(Problem.stateUnavailable());
    }

    public Problem problem() {
        return problem;
    }
}
