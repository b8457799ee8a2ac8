namespace Connectify.Sdk;

/// <summary>The native library could not be loaded; the message says how to cure it.</summary>
public sealed class NativeLibraryException : ConnectifyException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong and the cure.</param>
    /// <param name="innerException">What the runtime said.</param>
    public NativeLibraryException(string message, Exception? innerException = null)
        : base("configuration", message, innerException) { }
}
