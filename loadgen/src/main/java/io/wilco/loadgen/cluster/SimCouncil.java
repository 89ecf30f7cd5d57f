package io.wilco.loadgen.cluster;

import io.wilco.cli.HostPort;
import io.wilco.dispatcher.placement.Command;
import io.wilco.dispatcher.placement.Council;
import java.net.InetSocketAddress;

/** A dispatcher's part in a {@link SimLog}, for one life of its process; it begins with all that was ever agreed on. */
final class SimCouncil implements Council {
    private static final long AUTHORITY = 4_711;

    private final SimLog log;
    private final SimDispatcher dispatcher;
    private final int incarnation;
    private int heard;
    private int told;

    SimCouncil(final SimLog log, final SimDispatcher dispatcher) {
        this.log = log;
        this.dispatcher = dispatcher;
        incarnation = dispatcher.incarnation();
        heard = log.entries().size();
        log.add(this);
    }

    /** The log has so many entries, of which this member hears after a while. */
    void hear(final int count, final long afterNs) {
        if (dispatcher.isUp() && dispatcher.incarnation() == incarnation) {
            dispatcher.run(afterNs, () -> {
                if (!log.isCutOff(self())) {
                    heard = Math.max(heard, count);
                }
            });
        }
    }

    @Override
    public long authority() {
        return AUTHORITY;
    }

    @Override
    public int self() {
        return dispatcher.index();
    }

    @Override
    public String address() {
        return dispatcher.address().getAddress().getHostAddress() + ":"
                + dispatcher.address().getPort();
    }

    @Override
    public InetSocketAddress peer(final String text) {
        final HostPort parsed = HostPort.parse(text);
        return new InetSocketAddress(parsed.host(), parsed.port());
    }

    @Override
    public boolean isNew() {
        return false;
    }

    @Override
    public boolean isLeading() {
        return log.leader() == self();
    }

    @Override
    public boolean isCurrent() {
        return log.leader() >= 0 && !log.isCutOff(self());
    }

    @Override
    public void propose(final Command command, final long nowNs) {
        log.propose(command, self());
    }

    @Override
    public void poll(final long nowNs, final Listener listener) {
        while (told < heard) {
            final SimLog.Entry entry = log.entries().get(told++);
            listener.onAgreed(entry.timeMs(), entry.command());
        }
    }
}
