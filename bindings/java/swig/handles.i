// Handles are freed by a Cleaner once nobody can reach the Java object any more; every native method is given the
// object beside the pointer, so that it stays reachable until the method has returned. free() is for objects of one
// thread that go at once.

%typemap(javafinalize) SWIGTYPE ""

%typemap(javabody) SWIGTYPE %{
  private long swigCPtr;
  private final java.lang.ref.Cleaner.Cleanable cleanable;

  $javaclassname(long pointer, boolean owned) {
    swigCPtr = pointer;
    cleanable = Handles.CLEANER.register(this, new Release(pointer));
  }

  static long getCPtr($javaclassname handle) {
    return handle == null ? 0 : handle.swigCPtr;
  }

  // A class of its own, since a lambda would take longer to load, and must not hold the object.
  private static final class Release implements Runnable {
    private final long pointer;

    Release(long pointer) {
      this.pointer = pointer;
    }

    @Override
    public void run() {
      $imclassname.delete_$javaclassname(pointer);
    }
  }
%}

%typemap(javadestruct, methodname="free", methodmodifiers="public") SWIGTYPE {
    swigCPtr = 0;
    cleanable.clean();
  }

%typemap(in) SWIGTYPE & %{
  $1 = *($&1_ltype)&$input;
%}
