package io.wilco.names;

import io.wilco.cli.HostPort;
import io.wilco.names.NamesException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupFailedException;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;
import org.xbill.DNS.lookup.RedirectOverflowException;
import org.xbill.DNS.lookup.ServerFailedException;

/**
 * One question, by dnsjava: search domains and aliases are its. No cache of its own, for {@link Answers} is one.
 * Everything happens on the calling thread.
 */
final class Dns implements Lookup {
    private static final long SECOND_NS = 1_000_000_000L;

    private final NamesConfig config;
    private final Exchange exchange = new Exchange();

    Dns(final NamesConfig config) {
        this.config = config;
    }

    @Override
    public Answer ask(final Question question, final long deadlineNs) throws NamesException {
        final Settings settings = Settings.of(config);
        final Servers servers = new Servers(settings.servers(), exchange, config.attemptTimeoutNs(), deadlineNs);
        final LookupSession session = LookupSession.builder()
                .resolver(servers)
                .searchPath(settings.searchDomains())
                .ndots(settings.ndots())
                .executor(Runnable::run)
                .build();
        try {
            final List<Record> records = session.lookupAsync(nameOf(question), typeOf(question.kind()))
                    .toCompletableFuture()
                    .join()
                    .getRecords();
            return answer(records, servers.ttlS());
        } catch (final CompletionException e) {
            return nothingOrThrow(question, settings, servers, e.getCause() == null ? e : e.getCause());
        } catch (final RuntimeException e) {
            return nothingOrThrow(question, settings, servers, e);
        }
    }

    private static Name nameOf(final Question question) throws NamesException {
        try {
            return Name.fromString(question.name());
        } catch (final TextParseException e) {
            throw new NamesException(
                    Reason.NO_SUCH_NAME, "'" + question.name() + "' is not a name: a label has 63 letters at most");
        }
    }

    private static int typeOf(final Kind kind) {
        return switch (kind) {
            case A -> Type.A;
            case AAAA -> Type.AAAA;
            case SRV -> Type.SRV;
        };
    }

    private static Answer answer(final List<Record> records, final long ttlS) {
        final List<InetAddress> addresses = new ArrayList<>();
        final List<Target> targets = new ArrayList<>();
        for (final Record record : records) {
            if (record instanceof ARecord a) {
                addresses.add(a.getAddress());
            } else if (record instanceof AAAARecord aaaa) {
                addresses.add(aaaa.getAddress());
            } else if (record instanceof SRVRecord srv) {
                final String host = srv.getTarget().toString();
                targets.add(new Target(srv.getPriority(), srv.getWeight(), srv.getPort(), host));
            }
        }
        return new Answer(addresses, targets, true, ttlS * SECOND_NS);
    }

    private Answer nothingOrThrow(
            final Question question, final Settings settings, final Servers servers, final Throwable cause)
            throws NamesException {
        final long ttlNs = servers.ttlS() * SECOND_NS;
        if (cause instanceof NoSuchDomainException) {
            return new Answer(List.of(), List.of(), false, ttlNs);
        }
        if (cause instanceof NoSuchRRSetException) {
            return new Answer(List.of(), List.of(), true, ttlNs);
        }
        if (exchange.isClosed()) {
            throw new NamesException(Reason.CLOSED, "the look-up was ended");
        }
        throw failure(
                question.name(),
                HostPort.text(settings.servers()),
                settings.servers().size(),
                cause);
    }

    private static NamesException failure(
            final String name, final String servers, final int count, final Throwable cause) {
        final String them = count == 1 ? "the name server " + servers : "of the name servers " + servers + " none";
        final String mend = " (asked for '" + name + "'); check the network, or give the address";
        if (cause instanceof SocketTimeoutException) {
            return new NamesException(Reason.SILENT, them + (count == 1 ? " does not answer" : " answers") + mend);
        }
        if (cause instanceof SocketException) {
            final String how = count == 1 ? " cannot be reached" : " can be reached";
            return new NamesException(Reason.SILENT, them + how + mend);
        }
        if (cause instanceof RedirectOverflowException) {
            return new NamesException(Reason.FAILED, "the aliases (CNAME) of '" + name + "' lead nowhere");
        }
        if (cause instanceof ServerFailedException) {
            return new NamesException(
                    Reason.FAILED, "the name server could not look up '" + name + "' (SERVFAIL); try again");
        }
        if (cause instanceof IOException || cause instanceof LookupFailedException) {
            return new NamesException(
                    Reason.FAILED, "the name server's answer about '" + name + "' is of no use: " + cause.getMessage());
        }
        return new NamesException(Reason.FAILED, "'" + name + "' could not be looked up: " + cause);
    }

    @Override
    public void close() {
        exchange.close();
    }
}
