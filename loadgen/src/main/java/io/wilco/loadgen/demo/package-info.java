/** The demonstration: a small cluster of separate processes, one of which is killed. */
@NullMarked
package io.wilco.loadgen.demo;

import org.jspecify.annotations.NullMarked;
