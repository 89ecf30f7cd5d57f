/** Requests that wait: in which order, for how long, and which are not let in; sans-IO. */
@NullMarked
package io.wilco.dispatcher.queue;

import org.jspecify.annotations.NullMarked;
