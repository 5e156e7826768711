//! The application's closures, and the thread that calls them.

use crate::ExtendedData;
use crate::engine::Engine;
use crate::events::{EventSender, Events, channel};
use cooee_engine::{Event, PlayerQuality, PublisherQuality};
use cooee_proto::{
    BarrageMessage, BroadcastMessage, DeviceExceptionType, DeviceType, ErrorCode, PlayerMediaEvent,
    PlayerState, PublishChannel, PublisherState, RemoteDeviceState, RoomExtraInfo, RoomId,
    RoomState, RoomStateChangedReason, Stream, StreamDeletion, StreamId, StreamQualityLevel,
    UpdateType, User,
};
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

fn locked<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic of an application's closure must not silence all later ones.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

macro_rules! callbacks {
    ($($(#[doc = $doc:literal])+ $name:ident($($argument:ident: $type:ty),*);)+) => {
        /// One optional closure for each callback.
        #[derive(Default)]
        struct Handlers {
            $($name: Slot<dyn FnMut($($type),*) + Send>,)+
        }

        impl Handlers {
            $(fn $name(&self, $($argument: $type),*) {
                // Cloned out of the slot first, so that a closure may replace itself.
                let handler = self.$name.read().unwrap_or_else(PoisonError::into_inner).clone();
                if let Some(handler) = handler {
                    (*locked(&handler))($($argument),*);
                }
            })+

            /// Lets go of all closures, and of the engine handles in them.
            fn clear(&self) {
                $(replace(&self.$name, None);)+
            }
        }

        /// Callbacks. Each holds one closure, a later one replaces it; they may be set before
        /// and after login. They run one after the other on a thread of their own, where every
        /// call of the engine is allowed. A closure that holds an engine handle keeps the
        /// engine alive until [`Engine::destroy_engine`].
        impl Engine {
            $($(#[doc = $doc])+
            pub fn $name(&self, handler: impl FnMut($($type),*) + Send + 'static) {
                let callbacks = self.callbacks();
                replace(&callbacks.handlers.$name, Some(Arc::new(Mutex::new(handler))));
                callbacks.clear_if_over();
            })+
        }
    };
}

type Handler<F> = Option<Arc<Mutex<F>>>;
type Slot<F> = RwLock<Handler<F>>;

/// Puts a closure in the place of another, which is dropped when the slot is free again: what
/// it holds may set callbacks as it goes.
fn replace<F: ?Sized>(slot: &Slot<F>, handler: Handler<F>) {
    let mut place = slot.write().unwrap_or_else(PoisonError::into_inner);
    let previous = std::mem::replace(&mut *place, handler);
    drop(place);
    drop(previous);
}

callbacks! {
    /// The three-state view of the connection to a room (Express: `onRoomStateUpdate`).
    on_room_state_update(room_id: &RoomId, state: RoomState, error_code: ErrorCode, extended_data: &ExtendedData);
    /// The connection to a room changed, and why (Express: `onRoomStateChanged`).
    on_room_state_changed(room_id: &RoomId, reason: RoomStateChangedReason, error_code: ErrorCode, extended_data: &ExtendedData);
    /// Others came or went, if asked for at login (Express: `onRoomUserUpdate`). The first add
    /// lists those already there.
    on_room_user_update(room_id: &RoomId, update_type: UpdateType, users: &[User]);
    /// How many users the room has, this one included, every 30 s (Express:
    /// `onRoomOnlineUserCountUpdate`).
    on_room_online_user_count_update(room_id: &RoomId, count: u32);
    /// Streams of others came or went; the fourth argument says why each ended (Express:
    /// `onRoomStreamUpdate`). The first add lists those already there.
    on_room_stream_update(room_id: &RoomId, update_type: UpdateType, streams: &[Stream], reasons: &[StreamDeletion]);
    /// Extra infos of others' streams changed (Express: `onRoomStreamExtraInfoUpdate`).
    on_room_stream_extra_info_update(room_id: &RoomId, streams: &[Stream]);
    /// The room's extra info was set by another user, or before the login (Express:
    /// `onRoomExtraInfoUpdate`).
    on_room_extra_info_update(room_id: &RoomId, infos: &[RoomExtraInfo]);
    /// The token expires in so many seconds (Express: `onRoomTokenWillExpire`).
    on_room_token_will_expire(room_id: &RoomId, remain_seconds: u32);
    /// A publish changed its state (Express: `onPublisherStateUpdate`).
    on_publisher_state_update(stream_id: &StreamId, state: PublisherState, error_code: ErrorCode, extended_data: &ExtendedData);
    /// A channel's source gave its first frame (Express: `onPublisherCapturedAudioFirstFrame`).
    on_publisher_captured_audio_first_frame(channel: PublishChannel);
    /// A channel's first packet was sent (Express: `onPublisherSendAudioFirstFrame`).
    on_publisher_send_audio_first_frame(channel: PublishChannel);
    /// A play changed its state (Express: `onPlayerStateUpdate`).
    on_player_state_update(stream_id: &StreamId, state: PlayerState, error_code: ErrorCode, extended_data: &ExtendedData);
    /// A play's first packet arrived (Express: `onPlayerRecvAudioFirstFrame`).
    on_player_recv_audio_first_frame(stream_id: &StreamId);
    /// A published stream's figures since the last update, every 3 s (Express:
    /// `onPublisherQualityUpdate`).
    on_publisher_quality_update(stream_id: &StreamId, quality: &PublisherQuality);
    /// A played stream's figures since the last update, every 3 s from its first packet on
    /// (Express: `onPlayerQualityUpdate`).
    on_player_quality_update(stream_id: &StreamId, quality: &PlayerQuality);
    /// How good the network is, towards the server and from it, every 2 s while anything is
    /// published or played (Express: `onNetworkQuality`). The userID is empty for this user's own
    /// network, the only one that is told of.
    on_network_quality(user_id: &str, upstream: StreamQualityLevel, downstream: StreamQualityLevel);
    /// A played stream broke off: nothing real was heard for 200 ms although it should. Or it is
    /// heard again (Express: `onPlayerMediaEvent`). Once for each break.
    on_player_media_event(stream_id: &StreamId, event: PlayerMediaEvent);
    /// A played stream's microphone was opened, muted or disabled (Express:
    /// `onRemoteMicStateUpdate`).
    on_remote_mic_state_update(stream_id: &StreamId, state: RemoteDeviceState);
    /// A played stream's camera changed; its pictures are not played (Express:
    /// `onRemoteCameraStateUpdate`).
    on_remote_camera_state_update(stream_id: &StreamId, state: RemoteDeviceState);
    /// The level of what is captured, 0 to 100 (Express: `onCapturedSoundLevelUpdate`).
    on_captured_sound_level_update(sound_level: f64);
    /// The levels of all played streams, 0 to 100 (Express: `onRemoteSoundLevelUpdate`).
    on_remote_sound_level_update(sound_levels: &BTreeMap<StreamId, f64>);
    /// Broadcast messages arrived (Express: `onIMRecvBroadcastMessage`).
    on_im_recv_broadcast_message(room_id: &RoomId, messages: &[BroadcastMessage]);
    /// Barrage messages arrived (Express: `onIMRecvBarrageMessage`).
    on_im_recv_barrage_message(room_id: &RoomId, messages: &[BarrageMessage]);
    /// A custom command arrived (Express: `onIMRecvCustomCommand`).
    on_im_recv_custom_command(room_id: &RoomId, from_user: &User, command: &str);
    /// A microphone or speaker was plugged in or unplugged: its id and its name (Express:
    /// `onAudioDeviceStateChanged`). An engine watches the devices from its creation on, unless
    /// neither of them is among its sources and sinks.
    on_audio_device_state_changed(update_type: UpdateType, device_type: DeviceType, device_id: &str, device_name: &str);
    /// Another microphone or speaker is the computer's default one, which the call follows if
    /// none was chosen (Express has `getDefaultAudioDeviceID` alone). The id is empty if there
    /// is none any more.
    on_default_audio_device_changed(device_type: DeviceType, device_id: &str);
    /// A microphone or speaker is in use: for the first time, in place of another one, or after
    /// an exception (Express has none).
    on_local_device_started(device_type: DeviceType, device_id: &str);
    /// A local device failed, or was unplugged; the call goes on without it, silently, until it
    /// is back (Express: `onLocalDeviceExceptionOccurred`). Told once until
    /// `on_local_device_started`. The id is empty for the default device.
    on_local_device_exception_occurred(exception_type: DeviceExceptionType, device_type: DeviceType, device_id: &str);
    /// A call was refused or failed: the code, the call, and what to do (Express:
    /// `onDebugError`).
    on_debug_error(error_code: ErrorCode, function: &str, info: &str);
}

/// The closures and event streams of one engine.
#[derive(Default)]
pub(crate) struct Callbacks {
    handlers: Handlers,
    subscribers: Mutex<Vec<EventSender>>,
    /// Nothing comes any more, so nothing is kept: a closure with an engine handle in it would
    /// keep the engine for ever.
    is_over: AtomicBool,
}

impl Callbacks {
    pub fn subscribe(&self) -> Events {
        let (sender, events) = channel();
        locked(&self.subscribers).push(sender);
        self.clear_if_over();
        events
    }

    /// Ends all event streams and lets go of all closures, and of all that come later.
    pub fn end(&self) {
        self.is_over.store(true, Ordering::SeqCst);
        self.clear_if_over();
    }

    fn clear_if_over(&self) {
        if self.is_over.load(Ordering::SeqCst) {
            self.handlers.clear();
            let subscribers = std::mem::take(&mut *locked(&self.subscribers));
            drop(subscribers);
        }
    }

    /// Tells everyone of an event. A closure that panics loses this event alone.
    pub fn tell(&self, event: &Event) {
        locked(&self.subscribers).retain(|subscriber| subscriber.send(event.clone()));
        // What a closure broke of its own state is its own; ours is untouched.
        if panic::catch_unwind(AssertUnwindSafe(|| self.call(event))).is_err() {
            tracing::error!(?event, "a callback of the application panicked");
        }
    }

    fn call(&self, event: &Event) {
        let handlers = &self.handlers;
        match event {
            Event::DebugError { function, error } => {
                let info = format!("{}. {}", error.message, error.hint);
                handlers.on_debug_error(error.code, function, &info);
            }
            Event::RoomStateChanged { room_id, reason, code, extended_data } => {
                if let Some(state) = reason.room_state() {
                    handlers.on_room_state_update(room_id, state, *code, extended_data);
                }
                handlers.on_room_state_changed(room_id, *reason, *code, extended_data);
            }
            Event::RoomUserUpdate { room_id, update, users } => {
                handlers.on_room_user_update(room_id, *update, users);
            }
            Event::RoomOnlineUserCountUpdate { room_id, count } => {
                handlers.on_room_online_user_count_update(room_id, *count);
            }
            Event::RoomStreamUpdate { room_id, update, streams, reasons } => {
                handlers.on_room_stream_update(room_id, *update, streams, reasons);
            }
            Event::RoomStreamExtraInfoUpdate { room_id, streams } => {
                handlers.on_room_stream_extra_info_update(room_id, streams);
            }
            Event::RoomExtraInfoUpdate { room_id, infos } => {
                handlers.on_room_extra_info_update(room_id, infos);
            }
            Event::RoomTokenWillExpire { room_id, remain_seconds } => {
                handlers.on_room_token_will_expire(room_id, *remain_seconds);
            }
            Event::PublisherStateUpdate { stream_id, state, code, extended_data } => {
                handlers.on_publisher_state_update(stream_id, *state, *code, extended_data);
            }
            Event::PublisherCapturedAudioFirstFrame { channel } => {
                handlers.on_publisher_captured_audio_first_frame(*channel);
            }
            Event::PublisherSendAudioFirstFrame { channel } => {
                handlers.on_publisher_send_audio_first_frame(*channel);
            }
            Event::PlayerStateUpdate { stream_id, state, code, extended_data } => {
                handlers.on_player_state_update(stream_id, *state, *code, extended_data);
            }
            Event::PlayerRecvAudioFirstFrame { stream_id } => {
                handlers.on_player_recv_audio_first_frame(stream_id);
            }
            Event::PublisherQualityUpdate { stream_id, quality } => {
                handlers.on_publisher_quality_update(stream_id, quality);
            }
            Event::PlayerQualityUpdate { stream_id, quality } => {
                handlers.on_player_quality_update(stream_id, quality);
            }
            Event::NetworkQuality { user_id, upstream, downstream } => {
                handlers.on_network_quality(user_id, *upstream, *downstream);
            }
            Event::PlayerMediaEvent { stream_id, event } => {
                handlers.on_player_media_event(stream_id, *event);
            }
            Event::RemoteMicStateUpdate { stream_id, state } => {
                handlers.on_remote_mic_state_update(stream_id, *state);
            }
            Event::RemoteCameraStateUpdate { stream_id, state } => {
                handlers.on_remote_camera_state_update(stream_id, *state);
            }
            Event::CapturedSoundLevelUpdate { level } => {
                handlers.on_captured_sound_level_update(*level);
            }
            Event::RemoteSoundLevelUpdate { levels } => {
                handlers.on_remote_sound_level_update(levels);
            }
            Event::ImRecvBroadcastMessage { room_id, messages } => {
                handlers.on_im_recv_broadcast_message(room_id, messages);
            }
            Event::ImRecvBarrageMessage { room_id, messages } => {
                handlers.on_im_recv_barrage_message(room_id, messages);
            }
            Event::ImRecvCustomCommand { room_id, from_user, command } => {
                handlers.on_im_recv_custom_command(room_id, from_user, command);
            }
            Event::LocalDeviceExceptionOccurred { exception, device, device_id, .. } => {
                handlers.on_local_device_exception_occurred(*exception, *device, device_id);
            }
            Event::AudioDeviceStateChanged { update, device, device_id, device_name } => {
                handlers.on_audio_device_state_changed(*update, *device, device_id, device_name);
            }
            Event::DefaultAudioDeviceChanged { device, device_id } => {
                handlers.on_default_audio_device_changed(*device, device_id);
            }
            Event::LocalDeviceStarted { device, device_id } => {
                handlers.on_local_device_started(*device, device_id);
            }
        }
    }
}
