package io.wilco.loadgen.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioTest {
    private static final int SEEDS = 300;

    @ParameterizedTest
    @EnumSource(ClusterProfile.class)
    void shouldHangOnProfileAndSeedOnly(final ClusterProfile profile) {
        assertThat(ClusterScenario.of(profile, 42)).isEqualTo(ClusterScenario.of(profile, 42));
        assertThat(ClusterScenario.of(profile, 42)).isNotEqualTo(ClusterScenario.of(profile, 43));
    }

    @ParameterizedTest
    @EnumSource(ClusterProfile.class)
    void shouldHaveTheFaultsOfItsProfileAndNoOthers(final ClusterProfile profile) {
        final Set<FaultKind> seen = EnumSet.noneOf(FaultKind.class);
        double loss = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            final ClusterScenario scenario = ClusterScenario.of(profile, seed);
            scenario.faults().forEach(fault -> seen.add(fault.kind()));
            loss = Math.max(loss, scenario.network().loss());
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(profile.faults());
        assertThat(loss).isBetween(0.9 * profile.lossMax(), profile.lossMax());
    }

    @Test
    void shouldHaveClustersOfEverySize() {
        final Set<Integer> clients = new HashSet<>();
        final Set<Integer> dispatchers = new HashSet<>();
        final Set<Integer> workers = new HashSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            final ClusterScenario scenario = ClusterScenario.of(ClusterProfile.MIXED, seed);
            clients.add(scenario.clients().size());
            dispatchers.add(scenario.dispatchers().size());
            workers.add(scenario.workers().size());
        }

        assertThat(clients).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(dispatchers).containsExactlyInAnyOrder(1, 2);
        assertThat(workers).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }

    @Test
    void shouldGiveEachProfileItsTurn() {
        final Set<ClusterProfile> seen = EnumSet.noneOf(ClusterProfile.class);
        for (long seed = -4; seed < ClusterProfile.values().length - 4; seed++) {
            seen.add(ClusterProfile.ofSeed(seed));
        }

        assertThat(seen).containsExactly(ClusterProfile.values());
    }
}
