package io.wilco.names;

import io.wilco.names.NamesException.Reason;
import org.jspecify.annotations.Nullable;

/** Without a question, there is no {@link Dns}, and dnsjava need not even be there. */
final class LazyDns implements Lookup {
    private final NamesConfig config;
    private @Nullable Lookup dns;
    private boolean isClosed;

    LazyDns(final NamesConfig config) {
        this.config = config;
    }

    @Override
    public Answer ask(final Question question, final long deadlineNs) throws NamesException {
        try {
            return opened().ask(question, deadlineNs);
        } catch (final LinkageError e) {
            throw new NamesException(
                    Reason.FAILED, "names are looked up with dnsjava, and that is not on the class path: " + e);
        } catch (final RuntimeException e) {
            // Whatever a name server made a library stumble over, the thread of the look-ups goes on.
            throw new NamesException(Reason.FAILED, "'" + question.name() + "' could not be looked up: " + e);
        }
    }

    private synchronized Lookup opened() throws NamesException {
        if (isClosed) {
            throw new NamesException(Reason.CLOSED, "the look-up was ended");
        }
        if (dns == null) {
            dns = new Dns(config);
        }
        return dns;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (dns != null) {
            dns.close();
        }
    }
}
