using System;
using Google.Protobuf.WellKnownTypes;
using Sheds.Cloud.PubSub;

namespace Sheds
{
    // using Google.Cloud.Storage.V1; StorageClient.Create();
    public static class Program
    {
        public static void Main()
        {
            var publisher = PublisherClient.Create();
            Console.WriteLine($"{publisher} {new Timestamp { Seconds = 1 }} not https://pubsub.googleapis.com/v1");
        }
    }
}

namespace Sheds.Cloud.PubSub
{
    public sealed class PublisherClient
    {
        public static PublisherClient Create() => new PublisherClient();
    }
}
