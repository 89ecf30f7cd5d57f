/**
 * From what a user wrote for {@code --dispatcher} to addresses: literal ones, names with all their A and AAAA records,
 * and SRV records; looked up anew in the background, as long as their records say. {@link io.wilco.names.Names} is the
 * way in. Blocks and uses sockets, so no engine knows of it: whoever owns one hands it the lists.
 *
 * <p>The way of a look-up: Names, Expander (elements to addresses), Answers (what is known and when it is due), Dns
 * (one question), Servers (which name server), Exchange (bytes there and back). What only has literal addresses, or
 * names of the hosts file, gets no further than Expander.
 */
@NullMarked
package io.wilco.names;

import org.jspecify.annotations.NullMarked;
