// Results cross whole, as objects of the hand-written classes Answer, Completion and CleanedText: one transition for a
// call, and nothing left to free.

%define RESULT(CLASS)
%ignore connectify::CLASS;
%typemap(jni) connectify::CLASS * "jobject"
%typemap(jtype) connectify::CLASS * "CLASS"
%typemap(jstype) connectify::CLASS * "CLASS"
%typemap(javaout) connectify::CLASS * {
    return $jnicall;
  }
%typemap(out) connectify::CLASS * %{
  $result = $1 == nullptr ? nullptr : connectify_java::to_java(jenv, *$1);
%}
%typemap(newfree) connectify::CLASS * %{
  delete $1;
%}
%enddef
RESULT(Answer)
RESULT(Completion)
RESULT(CleanedText)

// The call ends when its thread is interrupted, whether it has options of its own or not.
%typemap(in) const connectify::CallOptions * (connectify_java::InterruptibleOptions interruptible) %{
  if (!interruptible.take(jenv, *(connectify::CallOptions **)&$input)) return $null;
  $1 = interruptible.get();
%}
%typemap(check) const connectify::CallOptions * ""
// A stream outlives the wait that began it, so that an interrupt of that thread is no end of it.
%typemap(in) const connectify::CallOptions *stream_options %{ $1 = *(connectify::CallOptions **)&$input; %}
%typemap(check) const connectify::CallOptions *stream_options ""

// What waits for a person or a server ends when its thread is interrupted.
%typemap(in, numinputs=0) const connectify::Cancel * (connectify_java::InterruptibleCancel interruptible) %{
  if (!interruptible.make(jenv)) return $null;
  $1 = interruptible.get();
%}
%typemap(check) const connectify::Cancel * ""
