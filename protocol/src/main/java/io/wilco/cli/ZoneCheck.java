package io.wilco.cli;

import io.wilco.wire.Zone;

/** Checks the {@code --zone} of whatever has one. */
public final class ZoneCheck {
    private ZoneCheck() {}

    /**
     * Lets pass what can be a zone.
     *
     * @throws UserError if it cannot
     */
    public static void check(final String zone) {
        if (!Zone.isValid(zone)) {
            throw new UserError("--zone must have " + Zone.RULE + "; shorten it");
        }
    }
}
