// Ctrl-C while a verb works.

import SoftmaxFiles

/// While one of these lives, the first SIGINT asks the verb to come to an end, and the second ends the process.
typealias Interruption = InterruptSignal
