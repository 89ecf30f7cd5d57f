/** Which worker gets the next request: small classes behind one interface, sans-IO. */
@NullMarked
package io.wilco.dispatcher.policy;

import org.jspecify.annotations.NullMarked;
