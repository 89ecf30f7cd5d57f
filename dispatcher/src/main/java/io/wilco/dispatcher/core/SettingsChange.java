package io.wilco.dispatcher.core;

import io.wilco.dispatcher.placement.Settings;
import io.wilco.dispatcher.policy.Policies;

/**
 * What an operator wants to be otherwise with all dispatchers that share a placement.
 *
 * @param policy one of {@link Policies#NAMES}; empty: as before
 * @param movesMax shards of a service that may move every five seconds because of load, 0 to
 *     {@link Settings#MOVES_CEILING}; {@link Settings#AS_BEFORE}: as before
 */
public record SettingsChange(String policy, int movesMax) {
    /** @throws IllegalArgumentException saying what is out of bounds */
    public SettingsChange {
        if (!policy.isEmpty() && !Policies.NAMES.contains(policy)) {
            throw new IllegalArgumentException(Policies.unknown(policy));
        }
        if (movesMax != Settings.AS_BEFORE && (movesMax < 0 || movesMax > Settings.MOVES_CEILING)) {
            throw new IllegalArgumentException(
                    "shards that may move are 0 to " + Settings.MOVES_CEILING + ", not " + movesMax);
        }
    }
}
