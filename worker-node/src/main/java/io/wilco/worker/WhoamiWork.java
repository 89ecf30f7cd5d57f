package io.wilco.worker;

import io.wilco.wire.Bytes;
import io.wilco.wire.ReplyStatus;
import io.wilco.worker.core.RequestView;
import io.wilco.worker.core.Work;
import java.nio.charset.StandardCharsets;

/** Answers each request with the worker's id: the command line's {@code whoami}. */
final class WhoamiWork implements Work {
    private final WorkerHost host;
    private final byte[] id;

    WhoamiWork(final WorkerHost host, final String id) {
        this.host = host;
        this.id = id.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void start(final long nowNs, final long executionId, final RequestView request) {
        final boolean isLate = request.key() != null && System.nanoTime() > request.beginByNs();
        final ReplyStatus status = isLate ? ReplyStatus.REJECTED : ReplyStatus.OK;
        host.engine().complete(nowNs, executionId, status, Bytes.wrap(id), 0, id.length, 0);
    }
}
