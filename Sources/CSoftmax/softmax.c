// The functions of softmax.h are in Swift (Sources/SoftmaxC); the compiler checks that they are those of the header.
#include "softmax.h"

// A size that a caller has built with is part of the interface: it may only grow, at the end.
_Static_assert(sizeof(softmax_matrix) == 64, "the size of softmax_matrix");
_Static_assert(sizeof(softmax_settings) == 120, "the size of softmax_settings");
_Static_assert(offsetof(softmax_settings, communicator) == 96, "the size of softmax_settings in version 100");
_Static_assert(sizeof(softmax_communicator) == 40, "the size of softmax_communicator");
_Static_assert(sizeof(softmax_report) == 648, "the size of softmax_report");
