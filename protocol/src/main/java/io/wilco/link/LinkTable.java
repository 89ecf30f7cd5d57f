package io.wilco.link;

import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** The links of an endpoint by session id and by small index; bounded. */
final class LinkTable {
    private final Long2ObjectHashMap<Link> bySession = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Link> byPeerSession = new Long2ObjectHashMap<>();
    private final @Nullable Link[] byIndex;
    private final IntArrayList freeIndexes = new IntArrayList();
    private int indexes;

    LinkTable(final int linksMax) {
        byIndex = new Link[linksMax];
    }

    boolean isFull() {
        return bySession.size() == byIndex.length;
    }

    int size() {
        return bySession.size();
    }

    /** The index that the next {@link #add added} link must have. */
    int nextIndex() {
        return freeIndexes.isEmpty() ? indexes : freeIndexes.getInt(freeIndexes.size() - 1);
    }

    void add(final Link link) {
        assert link.index() == nextIndex() && !isFull();
        if (freeIndexes.isEmpty()) {
            indexes++;
        } else {
            freeIndexes.removeAt(freeIndexes.size() - 1);
        }
        byIndex[link.index()] = link;
        bySession.put(link.session(), link);
    }

    /** The link's peer session has become known. */
    void onPeerSession(final Link link) {
        byPeerSession.put(link.peerSession(), link);
    }

    void remove(final Link link) {
        byIndex[link.index()] = null;
        freeIndexes.addInt(link.index());
        bySession.remove(link.session());
        if (byPeerSession.get(link.peerSession()) == link) {
            byPeerSession.remove(link.peerSession());
        }
    }

    /** The link of this session, if it is with this peer. */
    @Nullable
    Link of(final long session, final InetSocketAddress peer) {
        final Link link = bySession.get(session);
        return link != null && link.peer().equals(peer) ? link : null;
    }

    /** The link that the peer calls by this session. */
    @Nullable
    Link ofPeerSession(final long session, final InetSocketAddress peer) {
        final Link link = byPeerSession.get(session);
        return link != null && link.peer().equals(peer) ? link : null;
    }

    boolean isKnown(final long session) {
        return bySession.containsKey(session);
    }

    @Nullable
    Link at(final int index) {
        return byIndex[index];
    }

    /** The consumer may end links. */
    void forEach(final Consumer<Link> consumer) {
        for (int i = 0; i < indexes; i++) {
            final Link link = byIndex[i];
            if (link != null) {
                consumer.accept(link);
            }
        }
    }
}
