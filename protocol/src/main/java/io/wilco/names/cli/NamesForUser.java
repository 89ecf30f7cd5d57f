package io.wilco.names.cli;

import io.wilco.cli.UserError;
import io.wilco.names.Names;
import io.wilco.names.NamesException;
import java.net.InetSocketAddress;
import java.util.List;

/** Looks names up for a command. */
public final class NamesForUser {
    private NamesForUser() {}

    /**
     * The addresses of {@code --dispatcher}.
     *
     * @throws UserError if there are none
     */
    public static List<InetSocketAddress> resolve(final Names names) {
        return resolve("--dispatcher", names);
    }

    /**
     * The addresses.
     *
     * @param option that names them
     * @throws UserError if there are none
     */
    public static List<InetSocketAddress> resolve(final String option, final Names names) {
        try {
            return names.resolve();
        } catch (final NamesException e) {
            throw new UserError(option + ": " + e.getMessage());
        }
    }
}
