import asyncio

from connectify import AsyncConnectifySDK


async def main() -> None:
    async with AsyncConnectifySDK() as sdk:
        async for device in sdk.devices.list():
            print(device.id)


asyncio.run(main())
