package io.wilco.dispatcher.cli;

import io.wilco.cli.HostPort;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dispatcher is asked; a picocli mixin. */
final class AdminOption {
    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            defaultValue = NodesCommand.ADMIN_DEFAULT,
            description = "the dispatcher's administration (default: ${DEFAULT-VALUE})")
    private @Nullable HostPort address;

    AdminClient client() {
        return new AdminClient(Objects.requireNonNull(address));
    }
}
