package io.wilco.client.core;

import io.wilco.wire.BlockPool;
import io.wilco.wire.Bytes;
import io.wilco.wire.Priority;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The windows of services that have too much to do; as a rule, there are none. Of more than {@value #WINDOWS_MAX} the
 * others are not heeded: what is too much, the dispatcher then has to refuse.
 */
final class ServiceWindows {
    static final int WINDOWS_MAX = 64;

    private final CallTable calls;
    private final BlockPool pool;
    private final CallListener listener;
    private final List<ServiceWindow> windows = new ArrayList<>();
    private long sweepNs = Long.MAX_VALUE;

    ServiceWindows(final CallTable calls, final BlockPool pool, final CallListener listener) {
        this.calls = calls;
        this.pool = pool;
        this.listener = listener;
    }

    /** The window of a call that is about to begin; null if it has none. */
    @Nullable
    ServiceWindow of(final byte[] service, final Priority priority) {
        for (int i = 0; i < windows.size(); i++) {
            if (windows.get(i).isOf(service, priority)) {
                return windows.get(i);
            }
        }
        return null;
    }

    private @Nullable ServiceWindow of(final int slot) {
        for (int i = 0; i < windows.size(); i++) {
            if (windows.get(i).isOf(calls, slot, pool)) {
                return windows.get(i);
            }
        }
        return null;
    }

    /**
     * A dispatcher has answered a call, which is still open.
     *
     * @param size how many may be open; 0 if there is no bound
     */
    void onTold(final int slot, final int size, final long retryAfterUs, final long nowNs) {
        if (size == 0 && windows.isEmpty()) {
            return;
        }
        final ServiceWindow known = of(slot);
        if (known == null && (size == 0 || windows.size() == WINDOWS_MAX)) {
            return;
        }
        // Without a bound it is kept for a while: its count of open calls is costly to make.
        final ServiceWindow window = known == null ? open(slot) : known;
        if (window.tell(size, retryAfterUs, nowNs)) {
            listener.onWindow(window.service(), window.priority(), size, nowNs);
        }
        sweepNs = Math.min(sweepNs, nowNs + ServiceWindow.LIFETIME_NS);
    }

    /** Forgets what was said too long ago. */
    void onTick(final long nowNs) {
        if (nowNs < sweepNs) {
            return;
        }
        for (int i = windows.size() - 1; i >= 0; i--) {
            if (windows.get(i).isStale(nowNs)) {
                drop(i, nowNs);
            }
        }
        sweepNs = windows.isEmpty() ? Long.MAX_VALUE : nowNs + ServiceWindow.LIFETIME_NS;
    }

    /** The greatest long if there is nothing to forget. */
    long nextDeadlineNs() {
        return sweepNs;
    }

    /** A window like this call, which counts in it, as do all that are open and like it. */
    private ServiceWindow open(final int call) {
        final int block = calls.block(call);
        final byte[] service = Bytes.copy(pool.buffer(block), pool.offset(block), calls.serviceLength(call));
        final ServiceWindow window =
                new ServiceWindow(service, calls.options(call).priority());
        windows.add(window);
        for (int slot = 0; slot < calls.capacity(); slot++) {
            if (calls.isOpen(slot) && window.isOf(calls, slot, pool)) {
                calls.setWindow(slot, window);
                window.onBegun();
            }
        }
        return window;
    }

    /** Those who said it are gone. */
    void dropAll(final long nowNs) {
        for (int i = windows.size() - 1; i >= 0; i--) {
            drop(i, nowNs);
        }
        sweepNs = Long.MAX_VALUE;
    }

    private void drop(final int index, final long nowNs) {
        final ServiceWindow window = windows.remove(index);
        if (window.hasBound()) {
            listener.onWindow(window.service(), window.priority(), 0, nowNs);
        }
    }
}
