package io.wilco.dispatcher.placement;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/** What operators have ordered so far, of workers and of all dispatchers. */
final class Orders {
    /** Workers of which something special may be wanted. */
    private static final int WISHES_MAX = 65_536;

    /** Orders that are known again if they come twice: people do not give that many while a message may wander. */
    private static final int KNOWN_MAX = 256;

    final Map<String, Wish> wishes = new TreeMap<>();

    /** The nonces of the latest, the oldest first. */
    final ArrayDeque<Long> known = new ArrayDeque<>();

    Settings settings = Settings.NONE;

    void become(final Orders other) {
        wishes.clear();
        wishes.putAll(other.wishes);
        known.clear();
        known.addAll(other.known);
        settings = other.settings;
    }

    /** Whether an order has not come before: one that comes twice would undo what came between. */
    boolean isNew(final Command.Order order) {
        if (known.contains(order.nonce())) {
            return false;
        }
        known.addLast(order.nonce());
        if (known.size() > KNOWN_MAX) {
            known.removeFirst();
        }
        return true;
    }

    void onWant(final Command.Want want) {
        if (wishes.size() < WISHES_MAX || wishes.containsKey(want.id())) {
            final Wish wish = wish(want.id()).with(want.weight(), want.state());
            if (wish.equals(Wish.NONE)) {
                wishes.remove(want.id());
            } else {
                wishes.put(want.id(), wish);
            }
        }
    }

    void onSet(final Command.Set set) {
        settings = settings.with(set.policy(), set.movesMax());
    }

    Wish wish(final String id) {
        return wishes.getOrDefault(id, Wish.NONE);
    }
}
