package io.wilco.dispatcher.agreement;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.exceptions.RegistrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which members answer: each holds a stream to every other, on which nothing is ever sent, and Aeron sees whether there
 * is a receiver. The consensus module knows this too, but does not tell. Of the thread that runs the driver.
 */
final class Peers implements AutoCloseable {
    private final Aeron aeron;
    private final AeronSettings settings;
    private final Subscription own;
    private final Map<Integer, Publication> others = new TreeMap<>();
    private final List<Integer> ids;

    Peers(final Aeron aeron, final AeronSettings settings, final AgreementConfig config) {
        this.aeron = aeron;
        this.settings = settings;
        own = aeron.addSubscription(settings.presenceChannel(config.memberId()), settings.presenceStream());
        ids = config.members().ids().stream()
                .filter(id -> id != config.memberId())
                .toList();
        ids.forEach(this::connect);
    }

    private void connect(final int id) {
        try {
            others.put(id, aeron.addPublication(settings.presenceChannel(id), settings.presenceStream()));
        } catch (final RegistrationException e) {
            // An unknown host: it counts as silent. The consensus module says so, too.
        }
    }

    /** The members that do not answer, in order. */
    List<Integer> silent() {
        final List<Integer> result = new ArrayList<>();
        for (final int id : ids) {
            final Publication publication = others.get(id);
            if (publication == null || !publication.isConnected()) {
                result.add(id);
            }
        }
        return result;
    }

    @Override
    public void close() {
        others.values().forEach(Publication::close);
        own.close();
    }
}
