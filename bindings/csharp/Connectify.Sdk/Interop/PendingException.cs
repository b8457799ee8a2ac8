using System.Runtime.InteropServices;

namespace Connectify.Sdk.Interop;

internal static unsafe partial class NativeMethods
{
    /// <summary>Where the methods that SWIG wrote look after each call: the name and the members are SWIG's.</summary>
    internal static class SWIGPendingException
    {
        [ThreadStatic]
        private static Exception? s_pending;

        public static bool Pending => s_pending is not null;

        public static Exception Retrieve()
        {
            Exception pending = s_pending!;
            s_pending = null;
            return pending;
        }

        [UnmanagedCallersOnly]
        private static void Receive(NativeError* error) => s_pending = ExceptionTable.Create(*error);

        /// <summary>Once, before anything else is called.</summary>
        public static void Connect() => SetErrorReceiver(&Receive);
    }

    [DllImport("connectify_cs", EntryPoint = "connectify_cs_set_error_receiver")]
    private static extern void SetErrorReceiver(delegate* unmanaged<NativeError*, void> receiver);
}
