#include "transport/event_loop.hpp"

#include <algorithm>

#include "base/signals.hpp"

namespace cfy::transport {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kSpareExchanges = 64;
constexpr milliseconds kLongestPoll{1000};
constexpr milliseconds kPollOfOtherClock{20};

Error timeout_error() {
  return make_error(ErrorCode::timeout, "The call ran out of time before its turn came; make fewer calls at once.");
}

}  // namespace

EventLoop::~EventLoop() {
  spare_.clear();
  if (multi_ != nullptr) curl_multi_cleanup(multi_);
}

Result<void> EventLoop::submit(std::int64_t id, Request request, std::shared_ptr<Cancellation> cancellation,
                               Done done) {
  auto call = std::make_unique<Call>();
  call->id = id;
  call->trial = shared_->pacing.begin(std::move(request));
  call->cancellation = std::move(cancellation);
  call->done = std::move(done);
  const std::shared_ptr<Cancellation> watched = call->cancellation;
  // Outside mutex_, which the watcher takes.
  if (watched) {
    call->watch = watched->watch([weak = weak_from_this(), id] {
      if (const auto loop = weak.lock()) loop->cancel(id);
    });
  }
  const std::uint64_t watch = call->watch;
  Result<void> queued = enqueue(std::move(call));
  if (!queued) {
    if (watched) watched->unwatch(watch);
    return queued;
  }
  // Turned on before the call was in the inbox: that order came too early.
  if (watched && watched->triggered()) cancel(id);
  return {};
}

Result<void> EventLoop::enqueue(std::unique_ptr<Call> call) {
  const std::scoped_lock lock(mutex_);
  if (closing_) return cancelled_error();
  Result<void> started = start_thread();
  if (!started) return started;
  inbox_.push_back(std::move(call));
  // Whoever came before this one and was not taken yet has woken the loop already: a wake-up is a system call.
  if (inbox_.size() == 1) curl_multi_wakeup(multi_);
  return {};
}

// Under mutex_.
Result<void> EventLoop::start_thread() {
  if (thread_.joinable()) return {};
  multi_ = curl_multi_init();
  if (multi_ == nullptr) return make_error(ErrorCode::internal, "There is no memory for the engine.");
  const SignalsBlocked blocked;
  try {
    thread_ = std::thread([self = shared_from_this()] { self->run(); });
  } catch (const std::exception&) {
    curl_multi_cleanup(std::exchange(multi_, nullptr));
    return make_error(ErrorCode::internal, "The engine's thread could not be started; this process has too many.");
  }
  thread_ended_ = false;
  return {};
}

void EventLoop::cancel(std::int64_t id) {
  const std::scoped_lock lock(mutex_);
  if (multi_ == nullptr) return;
  cancels_.push_back(id);
  curl_multi_wakeup(multi_);
}

void EventLoop::resume(std::int64_t id) {
  const std::scoped_lock lock(mutex_);
  if (multi_ == nullptr) return;
  resumes_.push_back(id);
  curl_multi_wakeup(multi_);
}

void EventLoop::place_was_freed() noexcept {
  if (anyone_waits_.load(std::memory_order_acquire)) curl_multi_wakeup(multi_);
}

void EventLoop::begin_close() noexcept {
  side_.begin_close();
  const std::scoped_lock lock(mutex_);
  closing_.store(true, std::memory_order_release);
  if (multi_ != nullptr) curl_multi_wakeup(multi_);
}

bool EventLoop::wait_closed(Time deadline) {
  const bool ended = wait_thread_ended(deadline);
  return side_.wait_closed(deadline) && ended;
}

bool EventLoop::wait_thread_ended(Time deadline) {
  std::unique_lock lock(mutex_);
  if (!thread_.joinable()) return true;
  // From a completion on the loop's own thread there is nothing to wait for: it ends after that.
  const bool own_thread = thread_.get_id() == std::this_thread::get_id();
  const bool ended = !own_thread && ended_.wait_until(lock, deadline, [&] { return thread_ended_; });
  if (!thread_.joinable()) return true;  // another closer was faster
  if (ended) {
    std::thread thread = std::move(thread_);
    lock.unlock();
    thread.join();
    return true;
  }
  thread_.detach();
  return own_thread;
}

void EventLoop::run() {
  while (take_orders()) {
    expire_waiting();
    wake_sleeping();
    start_waiting();
    int running = 0;
    curl_multi_perform(multi_, &running);
    collect_finished();
    // A finished call may have freed a place.
    start_waiting();
    curl_multi_poll(multi_, nullptr, 0, poll_timeout(), nullptr);
  }
  cancel_everything();
  spare_.clear();
  const std::scoped_lock lock(mutex_);
  thread_ended_ = true;
  ended_.notify_all();
}

// What others asked for since the last turn; false when it is to end.
bool EventLoop::take_orders() {
  std::vector<std::unique_ptr<Call>> arrived;
  std::vector<std::int64_t> cancelled;
  std::vector<std::int64_t> resumed;
  std::vector<std::shared_ptr<Asked>> answered;
  {
    const std::scoped_lock lock(mutex_);
    arrived.swap(inbox_);
    cancelled.swap(cancels_);
    resumed.swap(resumes_);
    answered.swap(answered_);
  }
  for (auto& call : arrived) let_wait(std::move(call));
  for (const std::shared_ptr<Asked>& asked : answered) answer_credential(*asked);
  for (const std::int64_t id : cancelled) {
    if (auto call = take_waiting(id)) {
      finish(std::move(call), cancelled_error());
    } else if (auto asking = take_asking(id)) {
      finish(std::move(asking), cancelled_error());
    } else if (auto sleeper = take_sleeping(id)) {
      finish(std::move(sleeper), cancelled_error());
    } else if (const auto active = active_by_id_.find(id); active != active_by_id_.end()) {
      finish(take_active(active->second), cancelled_error());
    }
  }
  for (const std::int64_t id : resumed) {
    const auto active = active_by_id_.find(id);
    if (active != active_by_id_.end()) curl_easy_pause(active->second, CURLPAUSE_CONT);
  }
  return !closing_.load(std::memory_order_acquire);
}

void EventLoop::start_waiting() {
  while (!waiting_.empty() && shared_->budget.try_take()) {
    std::unique_ptr<Call> call = take_waiting(waiting_.begin()->first);
    Gate gate = shared_->pacing.ask(call->trial);
    if (gate.state == Gate::State::open) {
      start(std::move(call));
      continue;
    }
    shared_->budget.give_back();
    if (gate.state == Gate::State::wait) {
      let_sleep(std::move(call), gate.until);
    } else {
      finish(std::move(call), *std::move(gate.outcome));
    }
  }
  anyone_waits_.store(!waiting_.empty(), std::memory_order_release);
}

// Puts a call on the wire, with a place of the budget that it has already.
void EventLoop::start(std::unique_ptr<Call> call) {
  Result<std::unique_ptr<Exchange>> exchange = spare_exchange();
  if (!exchange) {
    shared_->budget.give_back();
    return settle(std::move(call), std::move(exchange).error());
  }
  call->exchange = *std::move(exchange);
  const auto left = std::chrono::ceil<milliseconds>(call->trial.deadline - shared_->clock.steady_now());
  Result<void> begun = call->exchange->begin(call->trial.request, left);
  if (!begun) {
    shared_->budget.give_back();
    return settle(std::move(call), std::move(begun).error());
  }
  CURL* const easy = call->exchange->easy();
  active_by_id_.emplace(call->id, easy);
  active_.emplace(easy, std::move(call));
  curl_multi_add_handle(multi_, easy);
}

void EventLoop::wake_sleeping() {
  const Time now = shared_->clock.steady_now();
  while (!alarms_.empty() && alarms_.begin()->first <= now) let_wait(take_sleeping(alarms_.begin()->second));
}

void EventLoop::expire_waiting() {
  const Time now = shared_->clock.steady_now();
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const std::int64_t id = deadlines_.begin()->second;
    if (auto call = take_waiting(id)) {
      finish(std::move(call), timeout_error());
    } else {
      // The platform's own answer says more than that there was no time to try another credential.
      std::unique_ptr<Call> asking = take_asking(id);
      Result<Response> refusal = *std::move(asking->refusal);
      finish(std::move(asking), std::move(refusal));
    }
  }
}

void EventLoop::collect_finished() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    std::unique_ptr<Call> call = take_active(message->easy_handle);
    Result<Response> outcome = call->exchange->finish(code);
    settle(std::move(call), std::move(outcome));
  }
}

void EventLoop::cancel_everything() {
  take_orders();
  while (!waiting_.empty()) finish(take_waiting(waiting_.begin()->first), cancelled_error());
  while (!asking_.empty()) finish(take_asking(asking_.begin()->first), cancelled_error());
  while (!sleeping_.empty()) finish(take_sleeping(sleeping_.begin()->first), cancelled_error());
  while (!active_.empty()) finish(take_active(active_.begin()->first), cancelled_error());
}

void EventLoop::settle(std::unique_ptr<Call> call, Result<Response> outcome) {
  if (!call->trial.replaced && wants_other_credential(call->trial, outcome)) {
    return ask_credential(std::move(call), std::move(outcome));
  }
  const std::optional<Time> again = shared_->pacing.next_attempt(call->trial, outcome);
  if (!again) return finish(std::move(call), std::move(outcome));
  give_back_exchange(*call);
  let_sleep(std::move(call), *again);
}

// The call stays here, where it may be cancelled or run out of time; its request goes to the side thread and comes back.
void EventLoop::ask_credential(std::unique_ptr<Call> call, Result<Response> refusal) {
  give_back_exchange(*call);
  const std::int64_t id = call->id;
  auto asked = std::make_shared<Asked>();
  asked->id = id;
  asked->request = std::move(call->trial.request);
  call->refusal = std::move(refusal);
  deadlines_.emplace(call->trial.deadline, id);
  asking_.emplace(id, std::move(call));
  const bool begun = side_.run([weak = weak_from_this(), asked] {
    asked->replaced = asked->request.replace_credential(asked->request);
    const auto loop = weak.lock();
    if (!loop) return;
    const std::scoped_lock lock(loop->mutex_);
    loop->answered_.push_back(asked);
    curl_multi_wakeup(loop->multi_);
  });
  if (!begun) answer_credential(*asked);  // with none: the refusal stands
}

void EventLoop::answer_credential(Asked& asked) {
  std::unique_ptr<Call> call = take_asking(asked.id);
  if (!call) return;  // it has ended meanwhile
  call->trial.request = std::move(asked.request);
  call->trial.replaced = asked.replaced;
  Result<Response> refusal = *std::move(call->refusal);
  settle(std::move(call), std::move(refusal));
}

// The one place where a call ends: its exchange goes back, its watch ends, and its owner is told.
void EventLoop::finish(std::unique_ptr<Call> call, Result<Response> result) {
  give_back_exchange(*call);
  if (call->cancellation) call->cancellation->unwatch(call->watch);
  call->done(conclude(call->trial, std::move(result)));
}

void EventLoop::give_back_exchange(Call& call) {
  std::unique_ptr<Exchange> exchange = std::move(call.exchange);
  if (exchange && spare_.size() < kSpareExchanges) spare_.push_back(std::move(exchange));
}

int EventLoop::poll_timeout() const {
  // A clock that is not the machine's may jump at any time.
  const milliseconds longest = &shared_->clock == &system_clock() ? kLongestPoll : kPollOfOtherClock;
  Time next = Time::max();
  if (!deadlines_.empty()) next = deadlines_.begin()->first;
  if (!alarms_.empty()) next = std::min(next, alarms_.begin()->first);
  if (next == Time::max()) return static_cast<int>(longest.count());
  const auto left = std::chrono::ceil<milliseconds>(next - shared_->clock.steady_now());
  return static_cast<int>(std::clamp(left, milliseconds(0), longest).count());
}

void EventLoop::let_wait(std::unique_ptr<Call> call) {
  deadlines_.emplace(call->trial.deadline, call->id);
  const std::int64_t id = call->id;
  waiting_.emplace(id, std::move(call));
}

void EventLoop::let_sleep(std::unique_ptr<Call> call, Time until) {
  call->alarm = until;
  alarms_.emplace(until, call->id);
  const std::int64_t id = call->id;
  sleeping_.emplace(id, std::move(call));
}

std::unique_ptr<EventLoop::Call> EventLoop::take_waiting(std::int64_t id) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return nullptr;
  std::unique_ptr<Call> call = std::move(found->second);
  waiting_.erase(found);
  deadlines_.erase({call->trial.deadline, id});
  return call;
}

std::unique_ptr<EventLoop::Call> EventLoop::take_sleeping(std::int64_t id) {
  const auto found = sleeping_.find(id);
  if (found == sleeping_.end()) return nullptr;
  std::unique_ptr<Call> call = std::move(found->second);
  sleeping_.erase(found);
  alarms_.erase({call->alarm, id});
  return call;
}

std::unique_ptr<EventLoop::Call> EventLoop::take_asking(std::int64_t id) {
  const auto found = asking_.find(id);
  if (found == asking_.end()) return nullptr;
  std::unique_ptr<Call> call = std::move(found->second);
  asking_.erase(found);
  deadlines_.erase({call->trial.deadline, id});
  return call;
}

std::unique_ptr<EventLoop::Call> EventLoop::take_active(CURL* easy) {
  const auto found = active_.find(easy);
  std::unique_ptr<Call> call = std::move(found->second);
  active_.erase(found);
  active_by_id_.erase(call->id);
  curl_multi_remove_handle(multi_, easy);
  shared_->budget.give_back();
  return call;
}

Result<std::unique_ptr<Exchange>> EventLoop::spare_exchange() {
  if (spare_.empty()) return Exchange::make(shared_->settings, shared_->share());
  std::unique_ptr<Exchange> exchange = std::move(spare_.back());
  spare_.pop_back();
  return exchange;
}

}  // namespace cfy::transport
