package io.wilco.worker.core;

import io.wilco.link.Endpoint;
import io.wilco.link.Link;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One of the dispatchers a worker serves: its link, opened again and again, and what came and went over it. */
final class DispatcherLink {
    private final InetSocketAddress address;
    private final WorkerConfig config;
    private final DispatcherShards shards;
    private @Nullable Link link;
    private boolean isRegistered;
    private long received;
    private long completed;
    private int failures;
    private boolean isStopped;
    private long connectAtNs = Long.MIN_VALUE;

    /** Executions whose reply found no room in the link: a queue through {@link ExecutionTable#next}. */
    int replyingHead = ExecutionTable.NONE;

    int replyingTail = ExecutionTable.NONE;

    DispatcherLink(final InetSocketAddress address, final WorkerConfig config) {
        this.address = address;
        this.config = config;
        shards = new DispatcherShards(config.services().size());
    }

    /** What it has said of shards, and has to be told. */
    DispatcherShards shards() {
        return shards;
    }

    InetSocketAddress address() {
        return address;
    }

    @Nullable
    Link link() {
        return link;
    }

    boolean isRegistered() {
        return isRegistered;
    }

    long received() {
        return received;
    }

    long completed() {
        return completed;
    }

    void onTick(final Endpoint endpoint, final long nowNs) {
        if (link == null && nowNs >= connectAtNs) {
            link = endpoint.connect(nowNs, address);
            link.attach(this);
            isRegistered = false;
            received = 0;
            completed = 0;
        }
    }

    void onRegistered() {
        isRegistered = true;
        failures = 0;
    }

    /** After {@link #stop}: it is one of the dispatchers again. */
    void goOn() {
        if (isStopped) {
            isStopped = false;
            connectAtNs = Long.MIN_VALUE;
        }
    }

    void onLost(final long nowNs) {
        link = null;
        isRegistered = false;
        shards.reset();
        final long pauseNs = config.reconnectMinNs() << Math.min(failures++, 16);
        connectAtNs = isStopped ? Long.MAX_VALUE : nowNs + Math.min(pauseNs, config.reconnectMaxNs());
    }

    void stop() {
        isStopped = true;
        connectAtNs = Long.MAX_VALUE;
    }

    long nextDeadlineNs() {
        return link == null ? connectAtNs : Long.MAX_VALUE;
    }

    void onReceived() {
        received++;
    }

    /** A request of the current link ended: the dispatcher may send another one. */
    void onCompleted() {
        completed++;
        if (link != null) {
            link.grantRequests(completed + config.capacity());
        }
    }
}
