package io.wilco.loadgen.cluster;

import io.wilco.sim.SimFaults;
import io.wilco.sim.SimNetwork;
import io.wilco.sim.SimWorld;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Does to the cluster what the scenario has in store for it, and mends it in the end. */
final class FaultInjector {
    private final Cluster cluster;
    private final SimWorld world;
    private final SimNetwork network;
    private final List<FaultPlan> partitions = new ArrayList<>();

    FaultInjector(final Cluster cluster) {
        this.cluster = cluster;
        world = cluster.world();
        network = world.network();
    }

    /** Schedules all of it. */
    void schedule() {
        final ClusterScenario scenario = cluster.scenario();
        network.faults(scenario.network());
        network.reportUnreachable(scenario.isTellingUnreachable());
        new Replayer(world, scenario.replayShare(), scenario.healNs()).start();
        for (final FaultPlan fault : scenario.faults()) {
            world.at(fault.startNs(), () -> begin(fault));
        }
        world.at(scenario.healNs(), this::heal);
    }

    private void begin(final FaultPlan fault) {
        switch (fault.kind()) {
            case PARTITION -> {
                partitions.add(fault);
                cut(fault);
                world.at(fault.endNs(), () -> mend(fault));
            }
            case STALL, BLOCKED_SOCKET -> disturb(cluster.nodes().get(fault.target()), fault);
            case WORKER_CRASH, WORKER_DRAIN, WORKER_QUIT ->
                end(cluster.workers().get(fault.target()), fault);
            case DISPATCHER_CRASH, DISPATCHER_DRAIN, DISPATCHER_QUIT ->
                end(cluster.dispatchers().get(fault.target()), fault);
            case LEADER_LOST -> {
                tell("LEADER_LOST for " + Trace.time(fault.durationNs()));
                cluster.log().onLeaderLost(fault.durationNs(), fault.target());
            }
            case CUT_OFF -> cutOff(fault);
            case CLIENT_CRASH, CLIENT_CLOSE -> end(cluster.clients().get(fault.target()), fault);
        }
    }

    private void cutOff(final FaultPlan fault) {
        tell("CUT_OFF of dispatcher-" + fault.target() + " for " + Trace.time(fault.durationNs()));
        cluster.log().cutOff(fault.target());
        world.at(fault.endNs(), () -> cluster.log().reconnect(fault.target()));
    }

    private void disturb(final SimNode node, final FaultPlan fault) {
        if (!node.isUp()) {
            return;
        }
        tell(fault.kind() + " of " + node.name() + " for " + Trace.time(fault.durationNs()));
        if (fault.kind() == FaultKind.STALL) {
            node.stall(fault.durationNs());
        } else {
            node.blockSocket(fault.durationNs());
        }
    }

    private void end(final SimNode node, final FaultPlan fault) {
        if (node.isLeaving()) {
            return;
        }
        tell(fault.kind() + " of " + node.name() + ", back after " + Trace.time(fault.durationNs()));
        if (fault.kind().isCrash()) {
            node.crash();
        } else if (fault.kind().isQuit()) {
            node.quit();
        } else {
            node.leave();
        }
        world.at(fault.endNs(), () -> comeBack(node));
    }

    /** Starts a process again, as soon as its drain is over. */
    private void comeBack(final SimNode node) {
        if (!node.isUp()) {
            tell(node.name() + " comes back");
            node.start();
        } else if (node.isLeaving()) {
            world.at(world.nowNs() + 1_000_000L, () -> comeBack(node));
        }
    }

    private void cut(final FaultPlan fault) {
        final InetSocketAddress dispatcher =
                cluster.dispatchers().get(fault.dispatcher()).address();
        final SimNode peer = peer(fault);
        tell("PARTITION of " + peer.name() + " and " + cluster.nameOf(dispatcher) + (fault.isCutTo() ? " to it" : "")
                + (fault.isCutFrom() ? " from it" : ""));
        if (fault.isCutTo()) {
            network.cut(peer.address(), dispatcher);
        }
        if (fault.isCutFrom()) {
            network.cut(dispatcher, peer.address());
        }
    }

    private SimNode peer(final FaultPlan fault) {
        final int clients = cluster.clients().size();
        return fault.target() < clients
                ? cluster.clients().get(fault.target())
                : cluster.workers().get(fault.target() - clients);
    }

    /** Healing heals all; the partitions that go on are cut again. */
    private void mend(final FaultPlan fault) {
        if (partitions.remove(fault)) {
            network.heal();
            partitions.forEach(this::cut);
        }
    }

    private void heal() {
        tell("everything is mended");
        partitions.clear();
        network.heal();
        network.faults(SimFaults.NONE);
        cluster.log().mend();
        cluster.nodes().forEach(this::comeBack);
    }

    private void tell(final String text) {
        cluster.trace().line(world.nowNs(), text);
    }
}
