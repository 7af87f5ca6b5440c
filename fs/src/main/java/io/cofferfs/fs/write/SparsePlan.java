package io.cofferfs.fs.write;

/**
 * The parts that make a file with holes, and what its holes are copied from.
 *
 * @param zeroPartBytes zeros that are uploaded
 * @param copies of these, which the store makes one object of
 */
record SparsePlan(PartPlan parts, int zeroPartBytes, int copies) {}
