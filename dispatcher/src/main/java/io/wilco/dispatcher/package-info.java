/** The dispatcher as it runs: its engine on a thread of its own, behind a socket, with a door for other threads. */
@NullMarked
package io.wilco.dispatcher;

import org.jspecify.annotations.NullMarked;
