package io.wilco.dispatcher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The tree of winners against a search through all. */
class TournamentProperties {
    private static final long STRIDE = Turns.STRIDE / WorkerLoad.WEIGHT_DEFAULT;

    private record Entrant(long key, long turn) {}

    @Property(tries = 500)
    void shouldKnowTheLeastAndOfEqualOnesTheOneThatWaited(
            @ForAll @Size(max = 300) final List<@IntRange(min = 0, max = 9_999) Integer> choices) {
        final Tournament tournament = new Tournament();
        final List<Entrant> model = new ArrayList<>();
        long turn = 0;
        for (final int choice : choices) {
            final int index = choice / 16 % (model.size() + 1);
            final long key = choice / 512 % 8;
            if (choice % 16 == 0 && !model.isEmpty()) {
                final int leaving = index % model.size();
                tournament.remove(leaving, model.size() - 1);
                model.set(leaving, model.get(model.size() - 1));
                model.remove(model.size() - 1);
            } else if (index == model.size()) {
                tournament.set(index, key);
                model.add(new Entrant(key, 0));
            } else {
                final long changed = choice % 16 == 1 ? Tournament.OUT : key;
                tournament.set(index, changed);
                final Entrant before = model.get(index);
                final boolean isBack = before.key() == Tournament.OUT && changed != Tournament.OUT;
                final long least = isBack ? turn - 64 * STRIDE : Long.MIN_VALUE;
                model.set(index, new Entrant(changed, Math.max(before.turn(), least)));
            }
            final int winner = tournament.winner();
            assertThat(winner).isEqualTo(winnerOf(model));
            if (winner != Policy.NONE && choice % 3 == 0) {
                tournament.moveBack(winner, WorkerLoad.WEIGHT_DEFAULT);
                turn = model.get(winner).turn();
                model.set(winner, new Entrant(model.get(winner).key(), turn + STRIDE));
            }
        }
    }

    private static int winnerOf(final List<Entrant> model) {
        int winner = Policy.NONE;
        for (int i = 0; i < model.size(); i++) {
            final Entrant one = model.get(i);
            if (one.key() == Tournament.OUT) {
                continue;
            }
            final Entrant best = winner == Policy.NONE ? null : model.get(winner);
            if (best == null || one.key() < best.key() || (one.key() == best.key() && one.turn() < best.turn())) {
                winner = i;
            }
        }
        return winner;
    }
}
