package io.wilco.loadgen.cluster;

import io.wilco.sim.SimWorld;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The processes of a run, the world they live in, and those who watch them. */
final class Cluster {
    private static final int PORT = 7_400;
    private static final int DISPATCHER_HOST = 1;
    private static final int WORKER_HOST = 11;
    private static final int CLIENT_HOST = 101;

    private final ClusterScenario scenario;
    private final SimWorld world;
    private final Trace trace;
    private final Findings findings;
    private final Ledger ledger = new Ledger();
    private final SimLog log;
    private final Payloads payloads = new Payloads();
    private final OutcomeChecker outcomes;
    private final ExecutionChecker executions;
    private final ShardChecker shards;
    private final List<SimDispatcher> dispatchers = new ArrayList<>();
    private final List<SimWorker> workers = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<SimNode> nodes = new ArrayList<>();

    Cluster(final ClusterScenario scenario, final Trace trace) {
        this.scenario = scenario;
        this.trace = trace;
        world = new SimWorld(scenario.seed(), 0);
        log = new SimLog(world);
        findings = new Findings(trace);
        outcomes = new OutcomeChecker(this);
        executions = new ExecutionChecker(this);
        shards = new ShardChecker(this);
        final List<InetSocketAddress> addresses = new ArrayList<>();
        for (int i = 0; i < scenario.dispatchers().size(); i++) {
            final InetSocketAddress address = SimWorld.address(DISPATCHER_HOST + i, PORT);
            addresses.add(address);
            dispatchers.add(new SimDispatcher(this, i, scenario.dispatchers().get(i), address));
        }
        for (int i = 0; i < scenario.workers().size(); i++) {
            final InetSocketAddress address = SimWorld.address(WORKER_HOST + i, PORT);
            workers.add(new SimWorker(this, scenario.workers().get(i), address, addresses));
        }
        for (int i = 0; i < scenario.clients().size(); i++) {
            final InetSocketAddress address = SimWorld.address(CLIENT_HOST + i, PORT);
            // Each begins with another one, as a crowd of clients would.
            final List<InetSocketAddress> turned =
                    new ArrayList<>(addresses.subList(i % addresses.size(), addresses.size()));
            turned.addAll(addresses.subList(0, i % addresses.size()));
            clients.add(new SimClient(this, i, scenario.clients().get(i), address, turned));
        }
        nodes.addAll(dispatchers);
        nodes.addAll(workers);
        nodes.addAll(clients);
    }

    /** Starts every process that is down. */
    void startAll() {
        for (final SimNode node : nodes) {
            if (!node.isUp()) {
                node.start();
            }
        }
    }

    ClusterScenario scenario() {
        return scenario;
    }

    SimWorld world() {
        return world;
    }

    Trace trace() {
        return trace;
    }

    Findings findings() {
        return findings;
    }

    /** Where a cluster of dispatchers agrees. */
    SimLog log() {
        return log;
    }

    Ledger ledger() {
        return ledger;
    }

    Payloads payloads() {
        return payloads;
    }

    OutcomeChecker outcomes() {
        return outcomes;
    }

    ExecutionChecker executions() {
        return executions;
    }

    ShardChecker shards() {
        return shards;
    }

    List<SimDispatcher> dispatchers() {
        return dispatchers;
    }

    List<SimWorker> workers() {
        return workers;
    }

    List<SimClient> clients() {
        return clients;
    }

    /** All processes: dispatchers, workers, clients. */
    List<SimNode> nodes() {
        return nodes;
    }

    String nameOf(final InetSocketAddress address) {
        return nodes.stream()
                .filter(node -> node.address().equals(address))
                .map(SimNode::name)
                .findFirst()
                .orElse(address.toString());
    }
}
