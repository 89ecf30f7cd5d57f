package io.wilco.names;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;

/**
 * Asks one name server after the other until one knows, {@value #ROUNDS_MAX} times round at the most; notes how long
 * what they said holds. For one question, which may take several queries: search domains, aliases.
 */
final class Servers implements Resolver {
    static final int ROUNDS_MAX = 3;

    /** How long it holds that there is nothing, if nothing is said of it. */
    private static final long TTL_NOTHING_S = 5;

    private final List<InetSocketAddress> addresses;
    private final Exchange exchange;
    private final long attemptTimeoutNs;
    private final long deadlineNs;

    private long ttlMinS = Long.MAX_VALUE;

    Servers(
            final List<InetSocketAddress> addresses,
            final Exchange exchange,
            final long attemptTimeoutNs,
            final long deadlineNs) {
        this.addresses = addresses;
        this.exchange = exchange;
        this.attemptTimeoutNs = attemptTimeoutNs;
        this.deadlineNs = deadlineNs;
    }

    /** The least TTL of all that was answered, in seconds. */
    long ttlS() {
        return ttlMinS == Long.MAX_VALUE ? 0 : ttlMinS;
    }

    /** Done when it returns; the executor is not needed. */
    @Override
    public CompletionStage<Message> sendAsync(final Message query, final Executor executor) {
        try {
            return CompletableFuture.completedFuture(send(query));
        } catch (final IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A refusal is handed on only when no server has anything better. */
    @Override
    public Message send(final Message query) throws IOException {
        Message refusal = null;
        IOException failure = new SocketTimeoutException("no time left");
        for (int round = 0; round < ROUNDS_MAX; round++) {
            for (final InetSocketAddress address : addresses) {
                final long leftNs = deadlineNs - System.nanoTime();
                if (leftNs <= 0 || exchange.isClosed()) {
                    return orThrow(refusal, failure);
                }
                try {
                    final Message answer = ask(address, query, Math.min(leftNs, attemptTimeoutNs));
                    if (answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN) {
                        note(answer);
                        return answer;
                    }
                    refusal = answer;
                } catch (final IOException e) {
                    failure = e;
                }
            }
        }
        return orThrow(refusal, failure);
    }

    private static Message orThrow(final @Nullable Message refusal, final IOException failure) throws IOException {
        if (refusal == null) {
            throw failure;
        }
        return refusal;
    }

    private Message ask(final InetSocketAddress address, final Message query, final long timeoutNs) throws IOException {
        exchange.until(System.nanoTime() + timeoutNs);
        final SimpleResolver server = new SimpleResolver(address);
        server.setIoClientFactory(exchange);
        server.setTimeout(Duration.ofNanos(timeoutNs));
        try {
            return server.sendAsync(query, Runnable::run).toCompletableFuture().join();
        } catch (final CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            // Bytes that dnsjava's parser stumbles over.
            throw new EOFException("unreadable answer: " + e.getCause());
        }
    }

    private void note(final Message answer) {
        final List<Record> records = answer.getSection(Section.ANSWER);
        for (final Record record : records) {
            ttlMinS = Math.min(ttlMinS, record.getTTL());
        }
        if (records.isEmpty()) {
            ttlMinS = Math.min(ttlMinS, ttlOfNothingS(answer));
        }
    }

    /** RFC 2308 section 5. */
    private static long ttlOfNothingS(final Message answer) {
        for (final Record record : answer.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                return Math.min(soa.getTTL(), soa.getMinimum());
            }
        }
        return TTL_NOTHING_S;
    }

    @Override
    public void setPort(final int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTCP(final boolean flag) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setIgnoreTruncation(final boolean flag) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setEDNS(final int version, final int payloadSize, final int flags, final List<EDNSOption> options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTSIGKey(final TSIG key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTimeout(final Duration timeout) {
        throw new UnsupportedOperationException();
    }
}
