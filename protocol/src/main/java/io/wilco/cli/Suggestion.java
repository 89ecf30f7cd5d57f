package io.wilco.cli;

import java.util.Collection;
import java.util.Optional;

/** Guesses what a mistyped word was meant to be. */
public final class Suggestion {

    private Suggestion() {}

    /**
     * The candidate that needs the fewest typing mistakes to become {@code written}.
     *
     * @param written what the user wrote
     * @param candidates what would have been right
     * @return the closest one; the first of several; none if even that is more than a third off
     */
    public static Optional<String> closest(final String written, final Collection<String> candidates) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (final String candidate : candidates) {
            final int distance = distance(written, candidate);
            final int distanceMax = Math.max(1, Math.max(written.length(), candidate.length()) / 3);
            if (distance < bestDistance && distance <= distanceMax) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Optimal string alignment: letters dropped, added, mistaken, or swapped with the next one. */
    static int distance(final String a, final String b) {
        final int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                final int mistaken = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + mistaken, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
