#include "transport/blocking_pool.hpp"

#include <algorithm>

namespace cfy::transport {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kIdleLines = 16;
// How long a wait lasts at most before the caller's question is asked again, and without such a question.
constexpr milliseconds kPollSlice{50};
constexpr milliseconds kWaitSlice{1000};

// Watches a cancellation for the length of one wait, which `wake` ends.
class Watch {
 public:
  template <class Wake>
  Watch(Cancellation* cancellation, Wake wake) : cancellation_(cancellation) {
    if (cancellation_ != nullptr) number_ = cancellation_->watch(std::move(wake));
  }
  ~Watch() {
    if (cancellation_ != nullptr) cancellation_->unwatch(number_);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  Cancellation* cancellation_;
  std::uint64_t number_ = 0;
};

CURLcode result_of(CURLM* multi) {
  int left = 0;
  const CURLMsg* const message = curl_multi_info_read(multi, &left);
  return message != nullptr && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT;
}

}  // namespace

struct BlockingPool::Line {
  explicit Line(std::unique_ptr<Exchange> made) noexcept : exchange(std::move(made)), multi(curl_multi_init()) {}
  ~Line() {
    exchange.reset();  // before the multi that its connection lives in
    if (multi != nullptr) curl_multi_cleanup(multi);
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  std::unique_ptr<Exchange> exchange;
  CURLM* multi;
};

BlockingPool::BlockingPool(std::shared_ptr<SharedState> shared) noexcept : shared_(std::move(shared)) {}
BlockingPool::~BlockingPool() = default;

Result<Response> BlockingPool::perform(Request request, Cancellation* cancellation) {
  Trial trial = shared_->pacing.begin(std::move(request));
  for (;;) {
    Gate gate = shared_->pacing.ask(trial);
    if (gate.state == Gate::State::shut) return conclude(trial, *std::move(gate.outcome));
    std::optional<steady_clock::time_point> go_on = gate.until;
    if (gate.state == Gate::State::open) {
      Result<Response> outcome = attempt(trial, cancellation);
      go_on = shared_->pacing.next_attempt(trial, outcome);
      if (!go_on) return conclude(trial, std::move(outcome));
    }
    if (!pause(*go_on, cancellation)) return conclude(trial, cancelled_error());
  }
}

Result<Response> BlockingPool::attempt(Trial& trial, Cancellation* cancellation) {
  if (!shared_->budget.take(trial.deadline, [&] { return to_be_cancelled(cancellation); })) {
    if (to_be_cancelled(cancellation)) return cancelled_error();
    return make_error(ErrorCode::timeout,
                      "The call ran out of time before a connection was free; make fewer calls at once.");
  }
  Result<std::unique_ptr<Line>> line = borrow();
  if (!line) {
    shared_->budget.give_back();
    return std::move(line).error();
  }
  Result<Response> response = run(**line, trial, cancellation);
  give_back(*std::move(line));
  shared_->budget.give_back();
  return response;
}

// In slices, after which the caller's question is asked, and a clock that is not the machine's is read again.
bool BlockingPool::pause(steady_clock::time_point until, Cancellation* cancellation) {
  const Watch watch(cancellation, [this] {
    const std::scoped_lock lock(mutex_);
    pause_over_.notify_all();
  });
  while (!to_be_cancelled(cancellation)) {
    const auto left = until - shared_->clock.steady_now();
    if (left <= steady_clock::duration::zero()) return true;
    std::unique_lock lock(mutex_);
    if (is_cancelled(cancellation)) break;
    pause_over_.wait_for(lock, std::min<steady_clock::duration>(left, kPollSlice));
  }
  return false;
}

Result<Response> BlockingPool::run(Line& line, Trial& trial, Cancellation* cancellation) {
  const auto left = std::chrono::ceil<milliseconds>(trial.deadline - shared_->clock.steady_now());
  Result<void> begun = line.exchange->begin(trial.request, left);
  if (!begun) return std::move(begun).error();
  const milliseconds slice = cancellation != nullptr && cancellation->has_poll() ? kPollSlice : kWaitSlice;
  const Watch watch(cancellation, [multi = line.multi] { curl_multi_wakeup(multi); });
  CURLMcode state = curl_multi_add_handle(line.multi, line.exchange->easy());
  // The caller's question is asked once in a slice, however often bytes arrive: it may cost more than the call.
  bool cancelled = to_be_cancelled(cancellation);
  auto asked = steady_clock::now();
  for (int running = 1; state == CURLM_OK && !cancelled;) {
    state = curl_multi_perform(line.multi, &running);
    if (running == 0 || state != CURLM_OK) break;
    state = curl_multi_poll(line.multi, nullptr, 0, static_cast<int>(slice.count()), nullptr);
    const auto now = steady_clock::now();
    const bool ask = now - asked >= slice;
    cancelled = ask ? to_be_cancelled(cancellation) : is_cancelled(cancellation);
    if (ask) asked = now;
  }
  const CURLcode code = cancelled || state != CURLM_OK ? CURLE_ABORTED_BY_CALLBACK : result_of(line.multi);
  curl_multi_remove_handle(line.multi, line.exchange->easy());
  if (cancelled) return cancelled_error();
  return line.exchange->finish(code);
}

bool BlockingPool::is_cancelled(const Cancellation* cancellation) const noexcept {
  return closing_.load(std::memory_order_acquire) || (cancellation != nullptr && cancellation->triggered());
}

bool BlockingPool::to_be_cancelled(Cancellation* cancellation) {
  return closing_.load(std::memory_order_acquire) || (cancellation != nullptr && cancellation->poll());
}

Result<std::unique_ptr<BlockingPool::Line>> BlockingPool::borrow() {
  {
    const std::scoped_lock lock(mutex_);
    if (closing_) return cancelled_error();
    if (!idle_.empty()) {
      std::unique_ptr<Line> line = std::move(idle_.back());
      idle_.pop_back();
      busy_.push_back(line->multi);
      return line;
    }
  }
  Result<std::unique_ptr<Exchange>> exchange = Exchange::make(shared_->settings, shared_->share());
  if (!exchange) return std::move(exchange).error();
  auto line = std::make_unique<Line>(*std::move(exchange));
  if (line->multi == nullptr) return make_error(ErrorCode::internal, "There is no memory for a connection.");
  const std::scoped_lock lock(mutex_);
  if (closing_) return cancelled_error();
  busy_.push_back(line->multi);
  return line;
}

void BlockingPool::give_back(std::unique_ptr<Line> line) {
  const std::scoped_lock lock(mutex_);
  std::erase(busy_, line->multi);
  if (!closing_ && idle_.size() < kIdleLines) {
    idle_.push_back(std::move(line));
  } else {
    line.reset();  // its connection is gone before wait_closed() says so
  }
  if (busy_.empty()) left_.notify_all();
}

void BlockingPool::begin_close() noexcept {
  std::vector<std::unique_ptr<Line>> idle;
  {
    const std::scoped_lock lock(mutex_);
    closing_.store(true, std::memory_order_release);
    for (CURLM* const multi : busy_) curl_multi_wakeup(multi);
    pause_over_.notify_all();
    idle.swap(idle_);
  }
}

bool BlockingPool::wait_closed(steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return left_.wait_until(lock, deadline, [&] { return busy_.empty(); });
}

}  // namespace cfy::transport
