retrying!(max = 5, timeout_secs = 30 => {
    client.get(&url).await
})
