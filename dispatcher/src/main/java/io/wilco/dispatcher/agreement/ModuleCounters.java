package io.wilco.dispatcher.agreement;

import io.aeron.Counter;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.service.Cluster;

/**
 * What a consensus module shows. Only the thread that runs the module may read it, and only while that runs: afterwards
 * the memory is unmapped, and the JVM would die.
 */
record ModuleCounters(
        Counter state, Counter role, Counter election, Counter termId, Counter commitPosition, Counter toggle) {

    /** Whether it takes part: no election is under way. */
    boolean isSettled() {
        return electionState() == ElectionState.CLOSED;
    }

    ElectionState electionState() {
        return ElectionState.get(election);
    }

    ConsensusModule.State moduleState() {
        return ConsensusModule.State.get(state);
    }

    boolean isLeader() {
        return Cluster.Role.get(role) == Cluster.Role.LEADER;
    }

    /** Asks the leader for a snapshot by all members; false if that is not possible now. */
    boolean requestSnapshot() {
        return ClusterControl.ToggleState.SNAPSHOT.toggle(toggle);
    }
}
