/** The picocli converters for the types of {@link io.wilco.cli}. Needs picocli, unlike its parent. */
@NullMarked
package io.wilco.cli.convert;

import org.jspecify.annotations.NullMarked;
