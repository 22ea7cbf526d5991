// Softmax regression (multinomial logistic regression) for programs in C, Python, R, Julia, Rust and others.
//
// Everything is plain arrays: the caller's memory goes in, and results are written to the caller's memory. Nothing is kept
// between two calls but threads that wait for work. Arrays are row-major: a matrix of n samples and d features has n x d
// numbers, weights of k classes k x d.
//
// The model: logits = X weights^T + bias, probabilities = softmax(logits). A fit minimises
//
//     F = (1/S) sum_i s_i (log loss of sample i) + l2/2 sum of squared weights + l1 sum of weights' magnitudes
//
// with s_i the sample's weight and S their sum. The bias has no penalty. scikit-learn's C is l2 = 1 / (C S); where there are
// two classes it has one row of weights for our two, so that there l2 = 2 / (C S).
//
// Every function returns SOFTMAX_OK or another code of softmax_status, and then writes a sentence to `message`: what is
// wrong, and what would be right. `message` may be NULL; at most `message_size` bytes are written, a 0 at the end of them.
// No function ends the program for what it is given, as long as pointers point to as many numbers as the sizes say.
//
// Structures begin with `size`, which the caller sets to sizeof the structure. A later version may add members at their ends:
// a caller that was built with an older header is then still understood.
//
// Functions may be called from several threads at once. One of them then has the worker threads, the others work on their
// caller's thread alone; the numbers are the same.

#ifndef SOFTMAX_H
#define SOFTMAX_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What may be NULL without a crash: every pointer, though most functions then say that it may not.
#if defined(__clang__)
#define SOFTMAX_NULLABLE _Nullable
#else
#define SOFTMAX_NULLABLE
#endif

// The version of this interface. It grows where something is added, and its hundreds where something was changed that
// callers could have relied on.
#define SOFTMAX_INTERFACE_VERSION 101

// What a function returns.
typedef enum softmax_status {
  SOFTMAX_OK = 0,
  // An argument makes no sense: a NULL pointer, a size below 1, a setting outside its range.
  SOFTMAX_BAD_ARGUMENT = 1,
  // The data makes no sense: a number that is not finite, a label beyond the classes, samples of one class alone.
  SOFTMAX_BAD_DATA = 2,
  // The work would take more memory than there is.
  SOFTMAX_NO_MEMORY = 3,
  // The numbers left the range of floating point on the way.
  SOFTMAX_OVERFLOW = 4,
  // Anything else.
  SOFTMAX_FAILED = 5,
  // Another process of a communicator cannot go on, or a callback of the communicator has failed.
  SOFTMAX_PROCESSES = 6
} softmax_status;

// How a matrix is stored.
typedef enum softmax_storage {
  // Every number, as float. Fits and scores read it where it lies.
  SOFTMAX_DENSE_FLOAT32 = 0,
  // Every number, as double. The same; large fits round it to float on the way, and end in double.
  SOFTMAX_DENSE_FLOAT64 = 1,
  // Compressed sparse rows of float.
  SOFTMAX_SPARSE_FLOAT32 = 2,
  // Compressed sparse rows of double: small ones are computed with as they are, others rounded to float.
  SOFTMAX_SPARSE_FLOAT64 = 3
} softmax_storage;

// Samples.
typedef struct softmax_matrix {
  size_t size;
  // One of softmax_storage.
  int32_t storage;
  // 1: the caller has seen that all values are finite, and nobody looks again. 0: they are looked at.
  int32_t is_finite;
  // Samples, and features of each.
  int64_t row_count;
  int64_t column_count;
  // Dense: row_count x column_count numbers. Sparse: those that are not 0, row after row. Aligned as the type asks for.
  const void *SOFTMAX_NULLABLE values;
  // Sparse: where each row's entries begin, and where the last one's end [row_count + 1].
  const int64_t *SOFTMAX_NULLABLE row_starts;
  // Sparse: the column of each entry. In a row they ascend, and none stands twice.
  const int32_t *SOFTMAX_NULLABLE columns;
  // Sparse: how many entries there are.
  int64_t entry_count;
} softmax_matrix;

// Called before each pass over the data; anything but 0 ends the fit with what it has. `objective` is F after the last of
// `iterations`, `gradient` the largest component of its gradient; NaN before the first. It is called on the thread that
// called the library.
typedef int32_t (*softmax_progress)(
    void *SOFTMAX_NULLABLE context, int64_t passes, int64_t iterations, double objective, double gradient);

// Takes the numbers of one rank; what `softmax_communicator.gather` calls.
typedef void (*softmax_take)(
    void *SOFTMAX_NULLABLE taker, const double *SOFTMAX_NULLABLE numbers, int64_t count);

// The processes (ranks) that fit one model together. Each calls the same function with the same settings, and with the
// samples that it holds; each gets the same result, to the bit. It is the one of a single process with the same parts
// (`softmax_settings.part_rows`), those of rank 0 first.
//
// A communicator moves numbers and never adds any. All ranks run the same solver, so that they make the same calls in the
// same order; each of them is made on the thread that called the library. A callback returns 0, or another number where it
// has failed: the function then returns SOFTMAX_PROCESSES on this rank, and calls no callback again. The library cannot reach
// the others then: whoever made the communicator has to let their callbacks fail too, or end them (MPI_Abort).
//
// What is wrong with the arguments of one rank is an error on all ranks, whose message names the rank.
typedef struct softmax_communicator {
  size_t size;
  // This process, from 0 on, and how many there are.
  int32_t rank;
  int32_t rank_count;
  // Given to the callbacks.
  void *SOFTMAX_NULLABLE context;
  // Waits for the numbers of all ranks, and calls take(taker, numbers, count) once for each of them, in the order of the
  // ranks, this one included. Ranks may have different counts, 0 too; `own` may be NULL where own_count is 0.
  int32_t (*SOFTMAX_NULLABLE gather)(
      void *SOFTMAX_NULLABLE context, const double *SOFTMAX_NULLABLE own, int64_t own_count,
      softmax_take SOFTMAX_NULLABLE take, void *SOFTMAX_NULLABLE taker);
  // Waits for the numbers of rank `root`, and writes them to `numbers`, of which there are as many on every rank.
  int32_t (*SOFTMAX_NULLABLE broadcast)(
      void *SOFTMAX_NULLABLE context, double *SOFTMAX_NULLABLE numbers, int64_t count, int32_t root);
} softmax_communicator;

// What a fit is asked for.
typedef struct softmax_settings {
  size_t size;
  // "auto", "lbfgs", "newton-cg", "newton-cholesky", "sdca" (sparse) or "proximal-newton" (with l1). NULL: "auto".
  const char *SOFTMAX_NULLABLE solver;
  // The penalties of F, from 0 on.
  double l1;
  double l2;
  // Where the fit ends: the certified gap as a share of F, or where nothing is penalised the largest component of the
  // gradient as a share of what it was at the start. Between 0 and 1. Beyond the precision of double (1e-15, say) a fit goes
  // on until no step lowers F any further.
  double tolerance;
  int64_t max_iterations;
  // Whether there is a bias.
  int32_t has_bias;
  // Whether the fit starts from the weights and bias that are in the caller's arrays; else from 0.
  int32_t is_warm;
  // Threads at most, the caller's included; 0: as many as the process may use.
  int32_t threads;
  // `softmax_path` alone: 1 for fits that are only compared with each other. They end sooner, at about the tolerance, and
  // without a certificate; large samples of double are rounded to float for them.
  int32_t for_comparison;
  // NULL: nobody is called.
  softmax_progress SOFTMAX_NULLABLE progress;
  void *SOFTMAX_NULLABLE context;
  // Minibatch steps alone: the step size, and samples in a batch.
  double learning_rate;
  int64_t batch_size;
  // From version 101 on. The processes that hold the samples between them; NULL: all samples are here. A rank may then have
  // none (row_count 0, values NULL). Weights and bias that a fit starts from, and those that are certified, are those of
  // rank 0. The callback `progress` is asked on all ranks where one of them has it; one that returns anything but 0 ends the
  // fit on all of them. `threads` and `progress` may differ between ranks. Not for minibatch steps.
  const softmax_communicator *SOFTMAX_NULLABLE communicator;
  // The rows of each part that the samples come in [part_count], together row_count; NULL: one part. Sums over samples begin
  // anew with each part, so that the bits of a result depend on the parts of all ranks, and not on who holds which.
  const int64_t *SOFTMAX_NULLABLE part_rows;
  int64_t part_count;
} softmax_settings;

// Why a fit ended.
typedef enum softmax_stop_reason {
  // The tolerance is met.
  SOFTMAX_CONVERGED = 0,
  // max_iterations are done.
  SOFTMAX_ITERATION_LIMIT = 1,
  // No step lowers F any further in floating point.
  SOFTMAX_PRECISION_REACHED = 2,
  // Nothing is penalised, and classes can be told apart without error: weights would grow for ever.
  SOFTMAX_SEPARATED = 3,
  // The callback said so.
  SOFTMAX_STOPPED = 4
} softmax_stop_reason;

// What a fit came to. Everything is true of the weights and the bias that were returned.
typedef struct softmax_report {
  size_t size;
  // F, and the part of it that is not penalty; the share of samples that are predicted right.
  double objective;
  double log_loss;
  double accuracy;
  // The largest component of F's gradient (where l1 is not 0, of its smallest subgradient).
  double gradient;
  // No weights have an F that is smaller by more than this; NaN where nothing is known (no penalty).
  double gap;
  int64_t iterations;
  int64_t passes;
  // One of softmax_stop_reason.
  int32_t stop_reason;
  // Features that are combinations of others, where nothing is penalised: the fit is then the one of the smallest weights.
  int32_t dependent_columns;
  // The method that was used.
  char solver[32];
  // A sentence about the data that the caller should read to its user; empty where there is none.
  char note[544];
} softmax_report;

// What `softmax_scores` writes.
typedef enum softmax_output {
  SOFTMAX_LOGITS = 0,
  SOFTMAX_PROBABILITIES = 1,
  SOFTMAX_LOG_PROBABILITIES = 2
} softmax_output;

// SOFTMAX_INTERFACE_VERSION of the library.
int32_t softmax_interface_version(void);

// The instruction set that the library uses on this machine: "avx512", "avx2", "neon" or "scalar". Valid for ever.
const char *SOFTMAX_NULLABLE softmax_kernels(void);

// The threads that the process may use, by its affinity and quota.
int32_t softmax_threads(void);

// To be called in a process that fork has made, before anything else is: its parent's threads are not in it, and are made
// anew. Where the parent was in a call on another thread, nothing of that call goes on. Calls in such a process, and their
// callbacks, run on a thread of their own, for which the caller waits.
void softmax_after_fork(void);

// Fits.
//
// labels: the class of each sample, below class_count. A class without samples gets weights of 0 and is made improbable.
// sample_weights: how much each sample counts; NULL: all alike. Samples of weight 0 are left out.
// weights [class_count x column_count], bias [class_count]: results and, where settings.is_warm, the start. Of two classes
// both rows are written, one the negative of the other; without l1 the classes' weights sum to 0, and the bias always does.
// report: may be NULL.
int32_t softmax_fit(
    const softmax_matrix *SOFTMAX_NULLABLE samples, const uint32_t *SOFTMAX_NULLABLE labels, int64_t class_count,
    const double *SOFTMAX_NULLABLE sample_weights, const softmax_settings *SOFTMAX_NULLABLE settings,
    double *SOFTMAX_NULLABLE weights, double *SOFTMAX_NULLABLE bias, softmax_report *SOFTMAX_NULLABLE report,
    char *SOFTMAX_NULLABLE message, size_t message_size);

// Fits with several penalties, each from where the one before has ended: give the strongest first. settings.l1 and l2 are not
// read.
//
// l1, l2 [count]: the penalties. weights [count x class_count x column_count], bias [count x class_count]: the results.
// iterations [count]: how many each took; may be NULL. A fit that the callback stops leaves the results from there on 0, and
// `report` (of the last fit) says so.
int32_t softmax_path(
    const softmax_matrix *SOFTMAX_NULLABLE samples, const uint32_t *SOFTMAX_NULLABLE labels, int64_t class_count,
    const double *SOFTMAX_NULLABLE sample_weights, const softmax_settings *SOFTMAX_NULLABLE settings,
    const double *SOFTMAX_NULLABLE l1, const double *SOFTMAX_NULLABLE l2, int64_t count,
    double *SOFTMAX_NULLABLE weights, double *SOFTMAX_NULLABLE bias, int64_t *SOFTMAX_NULLABLE iterations,
    softmax_report *SOFTMAX_NULLABLE report, char *SOFTMAX_NULLABLE message, size_t message_size);

// What weights and bias are worth on these samples: all of a report that is not the story of a fit. settings.l1, l2, has_bias
// and threads are read.
int32_t softmax_certify(
    const softmax_matrix *SOFTMAX_NULLABLE samples, const uint32_t *SOFTMAX_NULLABLE labels, int64_t class_count,
    const double *SOFTMAX_NULLABLE sample_weights, const softmax_settings *SOFTMAX_NULLABLE settings,
    const double *SOFTMAX_NULLABLE weights, const double *SOFTMAX_NULLABLE bias,
    softmax_report *SOFTMAX_NULLABLE report, char *SOFTMAX_NULLABLE message, size_t message_size);

// Steps of minibatch gradient descent, one time through the samples of one process, in an order that `seed` draws. A sample of
// weight 2 moves the weights twice as far. settings: l1, l2, has_bias, learning_rate, batch_size, threads, progress.
int32_t softmax_steps(
    const softmax_matrix *SOFTMAX_NULLABLE samples, const uint32_t *SOFTMAX_NULLABLE labels, int64_t class_count,
    const double *SOFTMAX_NULLABLE sample_weights, const softmax_settings *SOFTMAX_NULLABLE settings, uint64_t seed,
    double *SOFTMAX_NULLABLE weights, double *SOFTMAX_NULLABLE bias, softmax_report *SOFTMAX_NULLABLE report,
    char *SOFTMAX_NULLABLE message, size_t message_size);

// Scores samples.
//
// output: one of softmax_output. result [row_count x class_count]: float for samples of float, else double. A sample whose
// logits are no finite numbers is SOFTMAX_OVERFLOW, also where `is_finite` was said of samples that are not.
int32_t softmax_scores(
    const softmax_matrix *SOFTMAX_NULLABLE samples, const double *SOFTMAX_NULLABLE weights,
    const double *SOFTMAX_NULLABLE bias, int64_t class_count, int32_t output, int32_t threads,
    void *SOFTMAX_NULLABLE result, char *SOFTMAX_NULLABLE message, size_t message_size);

#ifdef __cplusplus
}
#endif

#endif
