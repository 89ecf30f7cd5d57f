package io.wilco.loadgen.cluster;

import io.wilco.dispatcher.placement.Command;
import io.wilco.sim.SimWorld;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A replicated log as a real one looks from outside: what is proposed gets its place after a while, twice now and then,
 * or never if the leader changes meanwhile; each member hears of it later still, in the same order; a member that is
 * cut off neither hears nor is heard. What has its place keeps it, whoever crashes.
 */
final class SimLog {
    /** The time of day when the world began. */
    static final long WALL_START_MS = 1_700_000_000_000L;

    private static final long AGREE_MAX_NS = 20_000_000L;
    private static final long TWICE_MAX_NS = 400_000_000L;
    private static final long HEAR_MAX_NS = 30_000_000L;
    private static final int TWICE_IN = 20;

    private final SimWorld world;
    private final SplittableRandom random;
    private final List<Entry> entries = new ArrayList<>();
    private final List<SimCouncil> members = new ArrayList<>();
    private final Set<Integer> cutOff = new HashSet<>();
    private boolean isLeaderless;
    private int leader;
    private long proposed;

    /** A command and its time. */
    record Entry(long timeMs, Command command) {}

    SimLog(final SimWorld world) {
        this.world = world;
        random = world.newRandom();
    }

    List<Entry> entries() {
        return entries;
    }

    int leader() {
        return isLeaderless ? -1 : leader;
    }

    /** Commands handed in so far. */
    long proposed() {
        return proposed;
    }

    void add(final SimCouncil member) {
        members.removeIf(other -> other.self() == member.self());
        members.add(member);
    }

    /** Nobody decides for a while; what is being proposed may be lost. */
    void onLeaderLost(final long durationNs, final int next) {
        isLeaderless = true;
        world.at(world.nowNs() + durationNs, () -> {
            isLeaderless = false;
            leader = next;
        });
    }

    void cutOff(final int member) {
        cutOff.add(member);
    }

    void reconnect(final int member) {
        cutOff.remove(member);
        wake();
    }

    void mend() {
        cutOff.clear();
        isLeaderless = false;
        wake();
    }

    private void wake() {
        for (final SimCouncil member : members) {
            member.hear(entries.size(), 0);
        }
    }

    boolean isCutOff(final int member) {
        return cutOff.contains(member);
    }

    void propose(final Command command, final int from) {
        proposed++;
        if (isCutOff(from) || (isLeaderless && random.nextBoolean())) {
            return;
        }
        append(command, from, AGREE_MAX_NS);
        if (random.nextInt(TWICE_IN) == 0) {
            append(command, from, TWICE_MAX_NS);
        }
    }

    private void append(final Command command, final int from, final long withinNs) {
        world.at(world.nowNs() + random.nextLong(withinNs), () -> {
            if (isLeaderless) {
                // With the new leader, or not at all.
                if (random.nextBoolean()) {
                    append(command, from, withinNs);
                }
                return;
            }
            if (!isCutOff(from)) {
                entries.add(new Entry(WALL_START_MS + world.nowNs() / 1_000_000L, command));
                for (final SimCouncil member : members) {
                    member.hear(entries.size(), random.nextLong(HEAR_MAX_NS));
                }
            }
        });
    }
}
