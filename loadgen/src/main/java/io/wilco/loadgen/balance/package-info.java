/**
 * Many requests, workers and dispatchers in virtual time, without packets: the policies and the queue of the dispatcher
 * at a million requests a second, to see what a policy does to the tail.
 */
@NullMarked
package io.wilco.loadgen.balance;

import org.jspecify.annotations.NullMarked;
