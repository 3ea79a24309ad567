//! Where connections come in.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::{TcpListener, TcpStream};

/// One listener, or one for each address of this machine's own.
pub(crate) struct Doors {
    main: TcpListener,
    side: Option<TcpListener>,
}

impl Doors {
    /// At one address.
    pub(crate) async fn at(address: SocketAddr) -> io::Result<Self> {
        Ok(Self { main: TcpListener::bind(address).await?, side: None })
    }

    /// At `127.0.0.1`, and at `::1` where the machine has it and nobody else is there: `localhost` may mean either, and
    /// some clients try one of them only. Port 0 means any.
    pub(crate) async fn of_localhost(port: u16) -> io::Result<Self> {
        let main = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let side = TcpListener::bind((Ipv6Addr::LOCALHOST, main.local_addr()?.port())).await.ok();
        Ok(Self { main, side })
    }

    /// The address to tell.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.main.local_addr()
    }

    /// The next connection. Nothing is lost when it isn't waited for.
    pub(crate) async fn next(&self) -> io::Result<TcpStream> {
        let (stream, _) = match &self.side {
            None => self.main.accept().await,
            Some(side) => tokio::select! {
                accepted = self.main.accept() => accepted,
                accepted = side.accept() => accepted,
            },
        }?;
        Ok(stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn localhost_is_both_addresses() {
        let doors = Doors::of_localhost(0).await.unwrap();
        let port = doors.address().unwrap().port();
        let mut homes: Vec<SocketAddr> = vec![(Ipv4Addr::LOCALHOST, port).into()];
        // Not every machine has the newer family.
        homes.extend(doors.side.as_ref().map(|side| side.local_addr().unwrap()));
        for home in homes {
            let (come, let_in) = tokio::join!(TcpStream::connect(home), doors.next());
            assert_eq!(come.unwrap().local_addr().unwrap(), let_in.unwrap().peer_addr().unwrap());
        }
    }
}
