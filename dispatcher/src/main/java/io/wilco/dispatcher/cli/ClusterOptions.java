package io.wilco.dispatcher.cli;

import io.wilco.cli.UserError;
import io.wilco.dispatcher.agreement.AgreementConfig;
import io.wilco.dispatcher.agreement.AgreementMembers;
import io.wilco.names.DispatcherName;
import io.wilco.names.cli.DispatcherNameConverter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a dispatcher that shares a placement with others; a picocli mixin. */
final class ClusterOptions {
    @Option(
            names = "--cluster",
            paramLabel = "ID",
            description =
                    "be the member of this number of a cluster of three or five dispatchers, which agree on who owns"
                            + " which keys, on weights and on drains; goes with --members and --state-dir")
    @Nullable
    Integer cluster;

    @Option(
            names = "--members",
            paramLabel = "MEMBERS",
            description = "all members: '0=HOST:PORT,1=HOST:PORT,2=HOST:PORT'; each takes " + AgreementMembers.PORTS
                    + " UDP ports, from PORT on, for agreeing")
    @Nullable
    String members;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "where this member keeps what was agreed on; its own, and the same after a restart")
    @Nullable
    Path stateDir;

    @Option(
            names = "--cluster-name",
            paramLabel = "NAME",
            description = "the same for all members (default: ${DEFAULT-VALUE})")
    String name = "wilco";

    @Option(
            names = "--follow",
            paramLabel = "HOST:PORT|srv:NAME",
            split = ",",
            converter = DispatcherNameConverter.class,
            description = "follow what these dispatchers, or one that is alone, say of who owns which keys, without a"
                    + " vote: where they --listen")
    List<DispatcherName> follow = List.of();

    /** Who is followed, as it was written. */
    String followed() {
        return follow.stream().map(DispatcherName::toString).collect(Collectors.joining(","));
    }

    /**
     * Null if this dispatcher is no member of a cluster.
     *
     * @throws UserError if they do not go together
     */
    @Nullable
    AgreementConfig config() {
        if (cluster == null && members == null && stateDir == null) {
            return null;
        }
        if (!follow.isEmpty()) {
            throw new UserError(
                    "--follow does not go with --cluster, --members and --state-dir: a dispatcher is a member"
                            + " or follows members");
        }
        if (cluster == null || members == null || stateDir == null) {
            final String missing = cluster == null ? "--cluster" : members == null ? "--members" : "--state-dir";
            throw new UserError("--cluster, --members and --state-dir go together; add " + missing);
        }
        try {
            return AgreementConfig.of(name, AgreementMembers.parse(members), cluster, stateDir);
        } catch (final IllegalArgumentException e) {
            throw new UserError("--cluster, --members: " + e.getMessage());
        }
    }
}
