package io.wilco.worker;

import io.wilco.wire.ReplyStatus;
import io.wilco.worker.core.RequestView;
import io.wilco.worker.core.Work;

/** Answers each request with its payload, at once and without copying it: the command line's {@code echo}. */
public final class EchoWork implements Work {
    /** Measuring costs more than echoing; so only each so many is measured. */
    private static final int SAMPLING = 64;

    private final WorkerHost host;
    private int untilSample;
    private long tookNs;

    public EchoWork(final WorkerHost host) {
        this.host = host;
    }

    @Override
    public void start(final long nowNs, final long executionId, final RequestView request) {
        // Nobody looks at a clock for the sake of requests that anybody may execute.
        final boolean isLate = request.key() != null && System.nanoTime() > request.beginByNs();
        final boolean isSample = untilSample-- == 0;
        final long startedNs = isSample ? System.nanoTime() : 0;
        host.engine()
                .complete(
                        nowNs,
                        executionId,
                        isLate ? ReplyStatus.REJECTED : ReplyStatus.OK,
                        request.buffer(),
                        request.offset(),
                        request.length(),
                        tookNs);
        if (isSample) {
            untilSample = SAMPLING - 1;
            tookNs = System.nanoTime() - startedNs;
        }
    }
}
