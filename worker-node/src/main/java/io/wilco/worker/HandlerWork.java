package io.wilco.worker;

import io.wilco.wire.Bytes;
import io.wilco.wire.ReplyStatus;
import io.wilco.worker.core.Handover;
import io.wilco.worker.core.RequestView;
import io.wilco.worker.core.Work;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** Executes requests by handlers on an executor, and brings their results back through the host's queue. */
final class HandlerWork implements Work {
    private static final int MESSAGE_CHARS_MAX = 1_000;
    private static final byte[] NOTHING = {};

    private final WorkerHost host;
    private final List<ServiceHandler> services;
    private final Executor executor;
    private final ClientSource clients;
    private final @Nullable HandoverWork handovers;
    private final Long2ObjectHashMap<Request> running = new Long2ObjectHashMap<>();

    /** A service and what answers it. */
    record ServiceHandler(String service, AsyncHandler handler) {
        /** With a handler that holds its thread. */
        static ServiceHandler of(final String service, final Handler handler) {
            return new ServiceHandler(service, request -> new Done(handler.handle(request)));
        }
    }

    /** A result that is there already. */
    private static final class Done extends CompletableFuture<byte[]> {
        Done(final byte[] value) {
            complete(value);
        }
    }

    /**
     * @param clients for handlers that call other services
     * @param handovers told of shards; null: nobody cares
     */
    HandlerWork(
            final WorkerHost host,
            final List<ServiceHandler> services,
            final Executor executor,
            final ClientSource clients,
            final @Nullable HandoverWork handovers) {
        this.host = host;
        this.services = List.copyOf(services);
        this.executor = executor;
        this.clients = clients;
        this.handovers = handovers;
    }

    @Override
    public boolean handOver(final long nowNs, final Handover handover) {
        return handovers != null && handovers.handOver(nowNs, handover);
    }

    @Override
    public void start(final long nowNs, final long executionId, final RequestView view) {
        final ServiceHandler service = services.get(view.serviceIndex());
        final byte[] payload = Bytes.copy(view.buffer(), view.offset(), view.length());
        final Request.Ownership ownership = new Request.Ownership(view.key(), view.shard(), view.epoch());
        final Request request = new Request(
                service.service(),
                payload,
                nowNs + view.budgetNs(),
                view.attempt(),
                view.priority(),
                ownership,
                clients);
        running.put(executionId, request);
        try {
            final long beginByNs = view.beginByNs();
            executor.execute(() -> execute(executionId, service.handler(), request, beginByNs));
        } catch (final RuntimeException | Error e) {
            // The user's executor is shut down, full, or out of threads: the worker's own thread lives on, and the
            // request is another worker's. Unless it was executed right here.
            if (!request.hasBegun()) {
                host.complete(new Completion(executionId, ReplyStatus.REJECTED, NOTHING, 0));
            }
        }
    }

    @Override
    public void cancel(final long executionId) {
        final Request request = running.get(executionId);
        if (request != null) {
            request.cancel();
        }
    }

    /** On the worker's thread. */
    void onCompleted(final long executionId) {
        running.remove(executionId);
    }

    private void execute(
            final long executionId, final AsyncHandler handler, final Request request, final long beginByNs) {
        request.begin();
        final long startedNs = System.nanoTime();
        if (startedNs > beginByNs || host.isStopped()) {
            // This thread, or the whole process, did not run for a while: another worker may own the shard by now, or
            // have been given the request.
            host.complete(new Completion(executionId, ReplyStatus.REJECTED, NOTHING, 0));
            return;
        }
        final CompletionStage<byte[]> stage;
        try {
            stage = handler.handle(request);
        } catch (final Throwable e) {
            // Whatever it is, the request ends with it, and the place among the executions is free again.
            fail(executionId, e, startedNs);
            if (e instanceof VirtualMachineError error && !(e instanceof StackOverflowError)) {
                throw error;
            }
            return;
        }
        if (stage instanceof Done done) {
            complete(executionId, done.join(), startedNs);
        } else if (stage == null) {
            fail(executionId, new NullPointerException("the handler returned null"), startedNs);
        } else {
            stage.whenComplete((payload, failure) -> {
                if (failure == null) {
                    complete(executionId, payload, startedNs);
                } else {
                    fail(executionId, failure, startedNs);
                }
            });
        }
    }

    private void complete(final long executionId, final byte @Nullable [] payload, final long startedNs) {
        final long tookNs = System.nanoTime() - startedNs;
        if (payload == null) {
            host.complete(new Completion(
                    executionId, ReplyStatus.APPLICATION_ERROR, utf8("the handler returned null"), tookNs));
        } else {
            host.complete(new Completion(executionId, ReplyStatus.OK, payload, tookNs));
        }
    }

    private void fail(final long executionId, final Throwable failure, final long startedNs) {
        final Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        final String message = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
        final String cut = message.length() > MESSAGE_CHARS_MAX ? message.substring(0, MESSAGE_CHARS_MAX) : message;
        host.complete(
                new Completion(executionId, ReplyStatus.APPLICATION_ERROR, utf8(cut), System.nanoTime() - startedNs));
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
