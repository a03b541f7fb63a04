package io.parley.edge;

/** Ends an invocation with a {@link Problem}. It carries no stack trace: a refusal is an expected answer, and cheap. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public Refusal(Problem problem) {
        super(problem.name(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
