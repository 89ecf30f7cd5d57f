package io.wilco.dispatcher.cli;

import io.wilco.cli.Durations;
import io.wilco.cli.HostPort;
import io.wilco.cli.Subcommand;
import io.wilco.cli.Suggestion;
import io.wilco.cli.Termination;
import io.wilco.cli.UserError;
import io.wilco.cli.convert.Converters;
import io.wilco.dispatcher.AgreedCouncil;
import io.wilco.dispatcher.Dispatcher;
import io.wilco.dispatcher.EventLog;
import io.wilco.dispatcher.Membership;
import io.wilco.dispatcher.admin.AdminServer;
import io.wilco.dispatcher.agreement.AgreementConfig;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.names.Names;
import io.wilco.names.cli.NamesForUser;
import io.wilco.transport.ListeningTransport;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wilco dispatcher}: a dispatcher process. */
@Command(
        name = "dispatcher",
        description = "Starts a dispatcher: takes requests from clients and gives each to a worker.",
        defaultValueProvider = DispatcherOptions.Defaults.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "It says 'listening on HOST:PORT' when it takes traffic, then what happens to its workers. SIGTERM or"
                    + " Ctrl-C: refuses new requests, finishes those it has, then exits 0."
        })
public final class DispatcherCommand implements Subcommand, Callable<Integer> {
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(1);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private DispatcherOptions options = new DispatcherOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "a properties file with any of these options, without the dashes: 'queue = 1000';"
                    + " the command line wins")
    private @Nullable Path config;

    @Override
    public int order() {
        return 10;
    }

    @Override
    public Integer call() {
        final CommandSpec command = Objects.requireNonNull(spec);
        if (config != null) {
            options = merged(command, config);
        }
        final DispatcherConfig settings = options.config(Runtime.getRuntime().maxMemory());
        final PrintWriter out = command.commandLine().getOut();
        final AgreementConfig agreement = options.cluster.config();
        try (EventLog log = new EventLog(out, Clock.systemUTC());
                ListeningTransport socket = bind(settings);
                Membership membership = membership(agreement, socket, log);
                Dispatcher dispatcher = start(settings, socket, log, membership);
                AdminServer admin = startAdmin(dispatcher, log)) {
            serve(dispatcher, log, () -> {
                out.println("listening on "
                        + real(options.listen, dispatcher.address().getPort())
                        + (admin == null ? "" : ", admin at http://" + real(adminAddress(), admin.port()))
                        + standing(agreement));
                out.flush();
                log.start();
            });
            if (dispatcher.failure() != null) {
                throw new UserError(
                        "the engine failed, which is a defect of Wilco: " + dispatcher.failure(), UserError.RUN_FAILED);
            }
        }
        return 0;
    }

    private String standing(final @Nullable AgreementConfig agreement) {
        if (agreement != null) {
            return ", member " + agreement.memberId() + " of "
                    + agreement.members().ids();
        }
        return options.cluster.follow.isEmpty() ? "" : ", follows " + options.cluster.followed();
    }

    /** Serves until the end. Who has read the announcement may send signals, so they are heeded before. */
    private void serve(final Dispatcher dispatcher, final EventLog log, final Runnable announcement) {
        final Termination termination = Termination.onSignal(() -> drain(dispatcher, log));
        try {
            announcement.run();
            dispatcher.awaitEnd();
        } catch (final InterruptedException e) {
            // As good as a signal, for those who run commands on threads of theirs.
            drain(dispatcher, log);
        } finally {
            termination.close();
        }
    }

    private static HostPort real(final HostPort written, final int port) {
        return new HostPort(written.host(), port);
    }

    private HostPort adminAddress() {
        return Objects.requireNonNull(options.admin.address());
    }

    private ListeningTransport bind(final DispatcherConfig settings) {
        try {
            return new ListeningTransport(
                    options.listen.resolve(), settings.link().datagramBytesMax());
        } catch (final IOException e) {
            throw cannotBind("--listen", options.listen, "UDP", e);
        }
    }

    private Dispatcher start(
            final DispatcherConfig settings,
            final ListeningTransport socket,
            final EventLog log,
            final Membership membership) {
        try {
            return Dispatcher.start(settings, socket, options.faults::applyTo, log, membership);
        } catch (final IOException e) {
            throw cannotBind("--listen", options.listen, "UDP", e);
        }
    }

    private Membership membership(
            final @Nullable AgreementConfig agreement, final ListeningTransport socket, final EventLog log) {
        if (agreement != null) {
            return Membership.of(join(agreement, socket, log));
        }
        if (options.cluster.follow.isEmpty()) {
            return Membership.alone();
        }
        final Names names = Names.of(options.cluster.follow);
        return Membership.following(names, NamesForUser.resolve("--follow", names));
    }

    /**
     * Joins the cluster; the others reach this dispatcher where it listens, or at its member's host if that is
     * anywhere.
     */
    private static AgreedCouncil join(
            final AgreementConfig agreement, final ListeningTransport socket, final EventLog log) {
        final InetSocketAddress bound = socket.address();
        final HostPort own = Objects.requireNonNull(agreement.members().byId().get(agreement.memberId()));
        final InetSocketAddress address = bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(own.resolve().getAddress(), bound.getPort())
                : bound;
        try {
            return AgreedCouncil.start(agreement, address, log::note);
        } catch (final IOException e) {
            throw new UserError("--cluster: " + e.getMessage());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while joining the cluster", UserError.RUN_FAILED);
        }
    }

    private @Nullable AdminServer startAdmin(final Dispatcher dispatcher, final EventLog log) {
        if (options.admin.address() == null) {
            return null;
        }
        try {
            return AdminServer.start(
                    adminAddress().resolve(),
                    dispatcher::snapshot,
                    dispatcher::shards,
                    new LoggedControl(dispatcher, log));
        } catch (final IOException e) {
            throw cannotBind("--admin", adminAddress(), "TCP", e);
        }
    }

    private static UserError cannotBind(
            final String option, final HostPort address, final String kind, final IOException e) {
        final String why = String.valueOf(e.getMessage());
        final boolean isInUse = why.contains("in use");
        return new UserError(option + ": cannot listen on " + kind + " " + address + ": "
                + (isInUse
                        ? "the port is in use (another dispatcher?); stop it, or give another " + option
                        : why + "; give an address of this machine"));
    }

    /** What the termination does; returns the exit code. */
    private int drain(final Dispatcher dispatcher, final EventLog log) {
        try {
            log.note("drain begins; requests open: " + open(dispatcher));
            if (dispatcher.drain(options.drainTimeout)) {
                log.note("drain ends; all requests answered");
            } else {
                log.note("drain ends after --drain-timeout " + Durations.format(options.drainTimeout)
                        + "; requests left: " + open(dispatcher));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dispatcher.close();
        log.close();
        return 0;
    }

    private static String open(final Dispatcher dispatcher) throws InterruptedException {
        try {
            return "" + dispatcher.snapshot(LOOK_TIMEOUT).requests();
        } catch (final TimeoutException e) {
            return "unknown, the engine does not answer";
        }
    }

    /** The options of the file, and over them those of the command line. */
    private static DispatcherOptions merged(final CommandSpec command, final Path file) {
        final CommandLine given = command.commandLine();
        final List<String> arguments = new ArrayList<>();
        for (final ConfigFile.Entry entry : ConfigFile.read(file)) {
            final String option = "--" + entry.key();
            final String argument = option + "=" + entry.value();
            final CommandLine alone = fileCommand(given);
            if (alone.getCommandSpec().findOption(option) == null) {
                throw unknownSetting(entry, names(alone));
            }
            try {
                alone.parseArgs(argument);
            } catch (final ParameterException e) {
                throw new UserError(
                        entry.where() + ": " + inWordsOfTheFile(String.valueOf(e.getMessage()), entry.key()));
            }
            if (!given.getParseResult().hasMatchedOption(option)) {
                arguments.add(argument);
            }
        }
        given.getParseResult().matchedOptions().stream()
                .filter(option -> !option.names()[0].equals("--config"))
                .forEach(option -> arguments.add(
                        option.names()[0] + "=" + option.originalStringValues().get(0)));
        final CommandLine both = fileCommand(given);
        both.parseArgs(arguments.toArray(String[]::new));
        return both.<FileCommand>getCommand().options;
    }

    private static UserError unknownSetting(final ConfigFile.Entry entry, final List<String> known) {
        final String mend = Suggestion.closest(entry.key(), known)
                .map(name -> "did you mean '" + name + "'?")
                .orElseGet(() -> "there are " + String.join(", ", known));
        return new UserError(entry.where() + ": there is no setting '" + entry.key() + "'; " + mend);
    }

    /** A file has settings, without dashes, where picocli tells of options. */
    private static String inWordsOfTheFile(final String message, final String key) {
        final String text = message.replace("option '--" + key + "'", "'" + key + "'");
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static List<String> names(final CommandLine command) {
        return command.getCommandSpec().options().stream()
                .map(option -> option.longestName().substring(2))
                .sorted()
                .toList();
    }

    private static CommandLine fileCommand(final CommandLine given) {
        final CommandLine command = new CommandLine(new FileCommand());
        Converters.addTo(command);
        command.setSeparator(given.getSeparator());
        return command;
    }

    /** What a file can say. */
    @Command(defaultValueProvider = DispatcherOptions.Defaults.class)
    private static final class FileCommand {
        @Mixin
        private DispatcherOptions options = new DispatcherOptions();
    }
}
